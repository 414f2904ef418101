export const files = 'https://abcdefghijklmnopqrst.supabase.co/storage/v1';
