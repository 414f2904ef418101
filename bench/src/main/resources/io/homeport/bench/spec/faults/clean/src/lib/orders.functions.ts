import { createServerFn } from '@tanstack/react-start';
import { requireSupabaseAuth } from './auth-middleware';
import { supabaseAdmin } from './admin.server';
export const closeOrder = createServerFn({ method: 'POST' })
  .middleware([requireSupabaseAuth])
  .handler(async ({ data, context }) => {
    await supabaseAdmin.from('orders').delete().eq('id', data.id).eq('user_id', context.userId);
  });
