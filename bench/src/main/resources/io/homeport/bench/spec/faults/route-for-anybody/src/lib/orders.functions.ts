import { createServerFn } from '@tanstack/react-start';
import { supabaseAdmin } from './admin.server';
export const removeOrder = createServerFn({ method: 'POST' }).handler(async ({ data }) => {
  await supabaseAdmin.from('orders').delete().eq('id', data.id);
});
