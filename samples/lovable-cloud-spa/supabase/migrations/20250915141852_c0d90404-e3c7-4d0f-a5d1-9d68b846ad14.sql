CREATE TYPE public.payment_status AS ENUM ('paid', 'refunded');

-- Reviews: user_id is empty for the entries copied from the paper guestbook
CREATE TABLE public.reviews (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  workshop_id UUID NOT NULL REFERENCES public.workshops(id) ON DELETE CASCADE,
  user_id UUID REFERENCES auth.users(id) ON DELETE SET NULL,
  author_name TEXT NOT NULL DEFAULT 'A member',
  rating INTEGER NOT NULL,
  body TEXT NOT NULL,
  published BOOLEAN NOT NULL DEFAULT true,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT reviews_rating_range CHECK (rating BETWEEN 1 AND 5),
  CONSTRAINT reviews_body_length CHECK (char_length(body) BETWEEN 3 AND 1200),
  UNIQUE (workshop_id, user_id)
);

CREATE TABLE public.waitlist_entries (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  session_id UUID NOT NULL REFERENCES public.sessions(id) ON DELETE CASCADE,
  user_id UUID NOT NULL DEFAULT auth.uid() REFERENCES auth.users(id) ON DELETE CASCADE,
  offered_at TIMESTAMP WITH TIME ZONE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  UNIQUE (session_id, user_id)
);

CREATE TABLE public.announcements (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  published BOOLEAN NOT NULL DEFAULT false,
  created_by UUID REFERENCES auth.users(id) ON DELETE SET NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT announcements_title_length CHECK (char_length(title) BETWEEN 3 AND 140)
);

-- Private notes a member keeps about a workshop: glaze recipes, sizes, ideas
CREATE TABLE public.maker_notes (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  user_id UUID NOT NULL DEFAULT auth.uid() REFERENCES auth.users(id) ON DELETE CASCADE,
  workshop_id UUID REFERENCES public.workshops(id) ON DELETE SET NULL,
  body TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT maker_notes_body_length CHECK (char_length(body) BETWEEN 1 AND 2000)
);

-- Written by the payment-webhook function with the service role
CREATE TABLE public.payments (
  id UUID NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
  booking_id UUID NOT NULL REFERENCES public.bookings(id) ON DELETE CASCADE,
  user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  amount_pence INTEGER NOT NULL,
  status public.payment_status NOT NULL,
  provider_event_id TEXT NOT NULL UNIQUE,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
  CONSTRAINT payments_amount_positive CHECK (amount_pence >= 0)
);

CREATE INDEX idx_reviews_user_id ON public.reviews (user_id);
CREATE INDEX idx_waitlist_entries_user_id ON public.waitlist_entries (user_id);
CREATE INDEX idx_maker_notes_user_id ON public.maker_notes (user_id);
CREATE INDEX idx_maker_notes_workshop_id ON public.maker_notes (workshop_id);
CREATE INDEX idx_announcements_created_by ON public.announcements (created_by);
CREATE INDEX idx_payments_booking_id ON public.payments (booking_id);
CREATE INDEX idx_payments_user_id ON public.payments (user_id);

ALTER TABLE public.reviews ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.waitlist_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.announcements ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.maker_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.payments ENABLE ROW LEVEL SECURITY;

-- A review is signed with the first name on the profile
CREATE OR REPLACE FUNCTION public.sign_review()
RETURNS TRIGGER
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = public
AS $$
BEGIN
  IF NEW.user_id IS NOT NULL THEN
    NEW.author_name := COALESCE(
      (SELECT NULLIF(split_part(full_name, ' ', 1), '') FROM public.profiles WHERE id = NEW.user_id),
      'A member');
  END IF;
  RETURN NEW;
END;
$$;

CREATE TRIGGER sign_review_before_insert
  BEFORE INSERT ON public.reviews
  FOR EACH ROW EXECUTE FUNCTION public.sign_review();

CREATE POLICY "Published reviews are public"
  ON public.reviews FOR SELECT
  USING (published);

CREATE POLICY "Members can view their own reviews"
  ON public.reviews FOR SELECT TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Members can review as themselves"
  ON public.reviews FOR INSERT TO authenticated
  WITH CHECK (auth.uid() = user_id);

CREATE POLICY "Members can delete their own reviews"
  ON public.reviews FOR DELETE TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Admins can moderate reviews"
  ON public.reviews FOR ALL TO authenticated
  USING (public.has_role(auth.uid(), 'admin'))
  WITH CHECK (public.has_role(auth.uid(), 'admin'));

CREATE POLICY "Members can view their own waitlist entries"
  ON public.waitlist_entries FOR SELECT TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Members can join a waitlist"
  ON public.waitlist_entries FOR INSERT TO authenticated
  WITH CHECK (auth.uid() = user_id AND offered_at IS NULL);

CREATE POLICY "Members can leave a waitlist"
  ON public.waitlist_entries FOR DELETE TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Staff can view waitlists of sessions they run"
  ON public.waitlist_entries FOR SELECT TO authenticated
  USING (public.runs_session(auth.uid(), session_id));

CREATE POLICY "Published announcements are public"
  ON public.announcements FOR SELECT
  USING (published);

CREATE POLICY "Admins can manage announcements"
  ON public.announcements FOR ALL TO authenticated
  USING (public.has_role(auth.uid(), 'admin'))
  WITH CHECK (public.has_role(auth.uid(), 'admin'));

CREATE POLICY "Members can view their own notes"
  ON public.maker_notes FOR SELECT TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Members can write their own notes"
  ON public.maker_notes FOR INSERT TO authenticated
  WITH CHECK (auth.uid() = user_id);

CREATE POLICY "Members can edit their own notes"
  ON public.maker_notes FOR UPDATE TO authenticated
  USING (auth.uid() = user_id)
  WITH CHECK (auth.uid() = user_id);

CREATE POLICY "Members can delete their own notes"
  ON public.maker_notes FOR DELETE TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Members can view their own payments"
  ON public.payments FOR SELECT TO authenticated
  USING (auth.uid() = user_id);

CREATE POLICY "Admins can view all payments"
  ON public.payments FOR SELECT TO authenticated
  USING (public.has_role(auth.uid(), 'admin'));

CREATE TRIGGER update_reviews_updated_at
  BEFORE UPDATE ON public.reviews
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_announcements_updated_at
  BEFORE UPDATE ON public.announcements
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

CREATE TRIGGER update_maker_notes_updated_at
  BEFORE UPDATE ON public.maker_notes
  FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();

-- Live lists in the app
ALTER TABLE public.bookings REPLICA IDENTITY FULL;
ALTER TABLE public.announcements REPLICA IDENTITY FULL;
ALTER PUBLICATION supabase_realtime ADD TABLE public.bookings;
ALTER PUBLICATION supabase_realtime ADD TABLE public.announcements;
