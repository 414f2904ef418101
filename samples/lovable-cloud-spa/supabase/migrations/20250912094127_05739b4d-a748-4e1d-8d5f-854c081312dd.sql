CREATE TYPE public.workshop_level AS ENUM ('beginner', 'improver', 'advanced', 'all_levels');
CREATE TYPE public.workshop_status AS ENUM ('draft', 'published', 'archived');
CREATE TYPE public.booking_status AS ENUM ('confirmed', 'cancelled', 'attended');

CREATE TABLE public.workshops (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  craft TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  level public.workshop_level NOT NULL DEFAULT 'all_levels',
  status public.workshop_status NOT NULL DEFAULT 'draft',
  price_pence INTEGER NOT NULL,
  host_name TEXT NOT NULL,
  instructor_id UUID REFERENCES auth.users(id) ON DELETE SET NULL,
  photo_url TEXT,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT workshops_slug_format CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  CONSTRAINT workshops_title_length CHECK (char_length(title) BETWEEN 3 AND 120),
  CONSTRAINT workshops_craft_known CHECK (craft IN ('pottery', 'weaving', 'printmaking', 'glass', 'woodwork', 'dyeing')),
  CONSTRAINT workshops_price_range CHECK (price_pence BETWEEN 0 AND 100000)
);

CREATE TABLE public.sessions (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  workshop_id UUID NOT NULL REFERENCES public.workshops(id) ON DELETE CASCADE,
  starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  capacity INTEGER NOT NULL DEFAULT 8,
  room TEXT NOT NULL DEFAULT 'Main studio',
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT sessions_end_after_start CHECK (ends_at > starts_at),
  CONSTRAINT sessions_capacity_range CHECK (capacity BETWEEN 1 AND 40),
  UNIQUE (workshop_id, starts_at)
);

CREATE TABLE public.materials (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  workshop_id UUID NOT NULL REFERENCES public.workshops(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  included BOOLEAN NOT NULL DEFAULT true,
  cost_pence INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT materials_cost_positive CHECK (cost_pence >= 0),
  UNIQUE (workshop_id, name)
);

CREATE TABLE public.bookings (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  session_id UUID NOT NULL REFERENCES public.sessions(id) ON DELETE RESTRICT,
  user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  status public.booking_status NOT NULL DEFAULT 'confirmed',
  price_pence INTEGER NOT NULL,
  reminded_at TIMESTAMP WITH TIME ZONE,
  cancelled_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT bookings_price_positive CHECK (price_pence >= 0),
  CONSTRAINT bookings_cancelled_has_time CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);

-- One live booking for each person and session; cancelling frees it
CREATE UNIQUE INDEX bookings_one_per_person ON public.bookings (session_id, user_id) WHERE status <> 'cancelled';

CREATE INDEX idx_workshops_instructor_id ON public.workshops (instructor_id);
CREATE INDEX idx_sessions_starts_at ON public.sessions (starts_at);
CREATE INDEX idx_bookings_session_id ON public.bookings (session_id);
CREATE INDEX idx_bookings_user_id ON public.bookings (user_id);

ALTER TABLE public.workshops ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.materials ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.bookings ENABLE ROW LEVEL SECURITY;

-- Who runs a workshop: its instructor, or an admin
CREATE OR REPLACE FUNCTION public.runs_workshop(_user_id UUID, _workshop_id UUID)
RETURNS BOOLEAN
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = public
AS $$
  SELECT public.has_role(_user_id, 'admin')
    OR (public.has_role(_user_id, 'instructor')
      AND EXISTS (SELECT 1 FROM public.workshops WHERE id = _workshop_id AND instructor_id = _user_id))
$$;

CREATE OR REPLACE FUNCTION public.runs_session(_user_id UUID, _session_id UUID)
RETURNS BOOLEAN
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path = public
AS $$
  SELECT EXISTS (
    SELECT 1 FROM public.sessions
    WHERE id = _session_id AND public.runs_workshop(_user_id, workshop_id)
  )
$$;

-- Workshops
CREATE POLICY "Published workshops are public"
  ON public.workshops FOR SELECT
  USING (status = 'published');

CREATE POLICY "Staff can view the workshops they run"
  ON public.workshops FOR SELECT TO authenticated
  USING (public.runs_workshop(auth.uid(), id));

CREATE POLICY "Instructors can create their own workshops"
  ON public.workshops FOR INSERT TO authenticated
  WITH CHECK (
    public.has_role(auth.uid(), 'admin')
    OR (public.has_role(auth.uid(), 'instructor') AND instructor_id = auth.uid())
  );

CREATE POLICY "Staff can update the workshops they run"
  ON public.workshops FOR UPDATE TO authenticated
  USING (public.runs_workshop(auth.uid(), id))
  WITH CHECK (
    public.has_role(auth.uid(), 'admin')
    OR (public.has_role(auth.uid(), 'instructor') AND instructor_id = auth.uid())
  );

CREATE POLICY "Admins can delete workshops"
  ON public.workshops FOR DELETE TO authenticated
  USING (public.has_role(auth.uid(), 'admin'));

-- Sessions
CREATE POLICY "Sessions of published workshops are public"
  ON public.sessions FOR SELECT
  USING (EXISTS (SELECT 1 FROM public.workshops w WHERE w.id = workshop_id AND w.status = 'published'));

CREATE POLICY "Members can view sessions they booked"
  ON public.sessions FOR SELECT TO authenticated
  USING (EXISTS (SELECT 1 FROM public.bookings b WHERE b.session_id = sessions.id AND b.user_id = auth.uid()));

CREATE POLICY "Staff can manage sessions they run"
  ON public.sessions FOR ALL TO authenticated
  USING (public.runs_workshop(auth.uid(), workshop_id))
  WITH CHECK (public.runs_workshop(auth.uid(), workshop_id));

-- Materials
CREATE POLICY "Materials of published workshops are public"
  ON public.materials FOR SELECT
  USING (EXISTS (SELECT 1 FROM public.workshops w WHERE w.id = workshop_id AND w.status = 'published'));

CREATE POLICY "Staff can manage materials they run"
  ON public.materials FOR ALL TO authenticated
  USING (public.runs_workshop(auth.uid(), workshop_id))
  WITH CHECK (public.runs_workshop(auth.uid(), workshop_id));

-- Bookings are written by book_place and cancel_booking only
CREATE POLICY "Members can view their own bookings"
  ON public.bookings FOR SELECT TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Staff can view bookings of sessions they run"
  ON public.bookings FOR SELECT TO authenticated
  USING (public.runs_session(auth.uid(), session_id));

CREATE TRIGGER update_workshops_updated_at
  BEFORE UPDATE ON public.workshops
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_sessions_updated_at
  BEFORE UPDATE ON public.sessions
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_bookings_updated_at
  BEFORE UPDATE ON public.bookings
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
