-- Reminders the day before a session, sent every hour by the email function
DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_cron') THEN
    CREATE EXTENSION IF NOT EXISTS pg_cron;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_net') THEN
    CREATE EXTENSION IF NOT EXISTS pg_net WITH SCHEMA extensions;
  END IF;
END;
$$;

SELECT cron.schedule(
  'send-session-reminders',
  '5 * * * *',
  $$
  SELECT net.http_post(
    url := 'https://iyhbuobmawrhybegbcdg.supabase.co/functions/v1/send-booking-confirmation',
    headers := '{"Content-Type": "application/json", "Authorization": "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6Iml5aGJ1b2JtYXdyaHliZWdiY2RnIiwicm9sZSI6ImFub24iLCJpYXQiOjE3NTc2NjQwMDAsImV4cCI6MjA3MzI0MDAwMH0.QNnxDrjYzmHIIOhXHhRUVuP8lYJgJwd7d2hbAM4IuY4"}'::jsonb,
    body := '{"kind": "reminders"}'::jsonb
  ) AS request_id;
  $$
);
