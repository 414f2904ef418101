-- Sessions people can still book, as the home page shows them
CREATE VIEW public.upcoming_sessions
WITH (security_invoker = true) AS
SELECT
  s.id AS session_id,
  s.workshop_id,
  s.starts_at,
  s.ends_at,
  s.capacity,
  s.room,
  w.slug,
  w.title,
  w.craft,
  w.summary,
  w.level,
  w.price_pence,
  w.host_name,
  w.photo_url
FROM public.sessions s
JOIN public.workshops w ON w.id = s.workshop_id
WHERE w.status = 'published' AND s.starts_at > now();

-- Free places, as numbers only: nobody sees who booked
CREATE OR REPLACE FUNCTION public.workshop_availability(workshop UUID DEFAULT NULL)
RETURNS TABLE (session_id UUID, capacity INTEGER, places_left INTEGER)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = public
AS $$
  SELECT s.id, s.capacity,
    GREATEST(s.capacity - count(b.id) FILTER (WHERE b.status <> 'cancelled'), 0)::INTEGER
  FROM public.sessions s
  JOIN public.workshops w ON w.id = s.workshop_id AND w.status = 'published'
  LEFT JOIN public.bookings b ON b.session_id = s.id
  WHERE s.starts_at > now() AND (workshop IS NULL OR s.workshop_id = workshop)
  GROUP BY s.id, s.capacity
$$;

-- Books one place for the caller. The session row is locked, so the last place is sold once.
CREATE OR REPLACE FUNCTION public.book_place(session_id UUID)
RETURNS UUID
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
DECLARE
  _user_id UUID := auth.uid();
  _capacity INTEGER;
  _starts_at TIMESTAMP WITH TIME ZONE;
  _price INTEGER;
  _taken INTEGER;
  _booking_id UUID;
BEGIN
  IF _user_id IS NULL THEN
    RAISE EXCEPTION 'Please sign in to book a place';
  END IF;

  SELECT s.capacity, s.starts_at, w.price_pence
    INTO _capacity, _starts_at, _price
  FROM public.sessions s
  JOIN public.workshops w ON w.id = s.workshop_id
  WHERE s.id = book_place.session_id AND w.status = 'published'
  FOR UPDATE OF s;

  IF NOT FOUND THEN
    RAISE EXCEPTION 'This session is no longer on sale';
  END IF;
  IF _starts_at <= now() THEN
    RAISE EXCEPTION 'This session has already started';
  END IF;
  IF EXISTS (
    SELECT 1 FROM public.bookings b
    WHERE b.session_id = book_place.session_id AND b.user_id = _user_id AND b.status <> 'cancelled'
  ) THEN
    RAISE EXCEPTION 'You already have a place in this session';
  END IF;

  SELECT count(*) INTO _taken
  FROM public.bookings b
  WHERE b.session_id = book_place.session_id AND b.status <> 'cancelled';

  IF _taken >= _capacity THEN
    RAISE EXCEPTION 'This session is full';
  END IF;

  INSERT INTO public.bookings (session_id, user_id, price_pence)
  VALUES (book_place.session_id, _user_id, _price)
  RETURNING id INTO _booking_id;

  DELETE FROM public.waitlist_entries e
  WHERE e.session_id = book_place.session_id AND e.user_id = _user_id;

  RETURN _booking_id;
END;
$$;

-- Cancels the caller's booking and offers the place to whoever has waited longest
CREATE OR REPLACE FUNCTION public.cancel_booking(booking_id UUID)
RETURNS BOOLEAN
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
DECLARE
  _session_id UUID;
BEGIN
  UPDATE public.bookings b
  SET status = 'cancelled', cancelled_at = now()
  WHERE b.id = cancel_booking.booking_id AND b.user_id = auth.uid() AND b.status = 'confirmed'
  RETURNING b.session_id INTO _session_id;

  IF NOT FOUND THEN
    RAISE EXCEPTION 'There is no booking of yours to cancel';
  END IF;

  UPDATE public.waitlist_entries e
  SET offered_at = now()
  WHERE e.id = (
    SELECT id FROM public.waitlist_entries
    WHERE session_id = _session_id AND offered_at IS NULL
    ORDER BY created_at
    LIMIT 1
    FOR UPDATE SKIP LOCKED
  );

  RETURN true;
END;
$$;

REVOKE EXECUTE ON FUNCTION public.book_place(UUID) FROM PUBLIC, anon;
REVOKE EXECUTE ON FUNCTION public.cancel_booking(UUID) FROM PUBLIC, anon;
REVOKE EXECUTE ON FUNCTION public.runs_workshop(UUID, UUID) FROM PUBLIC, anon;
REVOKE EXECUTE ON FUNCTION public.runs_session(UUID, UUID) FROM PUBLIC, anon;
GRANT EXECUTE ON FUNCTION public.book_place(UUID) TO authenticated;
GRANT EXECUTE ON FUNCTION public.cancel_booking(UUID) TO authenticated;
GRANT EXECUTE ON FUNCTION public.runs_workshop(UUID, UUID) TO authenticated;
GRANT EXECUTE ON FUNCTION public.runs_session(UUID, UUID) TO authenticated;
