CREATE TABLE public.keepers (
  id UUID PRIMARY KEY REFERENCES auth.users(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  phone TEXT
);
CREATE TABLE public.hives (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  keeper_id UUID NOT NULL REFERENCES public.keepers(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  apiary TEXT
);
CREATE TABLE public.inspections (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  hive_id UUID NOT NULL REFERENCES public.hives(id) ON DELETE CASCADE,
  keeper_id UUID NOT NULL REFERENCES public.keepers(id) ON DELETE CASCADE,
  notes TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE TABLE public.weights (
  hive_id UUID NOT NULL REFERENCES public.hives(id) ON DELETE CASCADE,
  day DATE NOT NULL,
  grams INTEGER NOT NULL CHECK (grams > 0),
  PRIMARY KEY (hive_id, day)
);
ALTER TABLE public.keepers ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.hives ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.inspections ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.weights ENABLE ROW LEVEL SECURITY;
CREATE POLICY "Keepers see themselves" ON public.keepers FOR SELECT TO authenticated USING (auth.uid() = id);
CREATE POLICY "Keepers change themselves" ON public.keepers FOR UPDATE TO authenticated USING (auth.uid() = id);
CREATE POLICY "Keepers manage their hives" ON public.hives FOR ALL TO authenticated
  USING (auth.uid() = keeper_id) WITH CHECK (auth.uid() = keeper_id);
CREATE POLICY "Keepers see their inspections" ON public.inspections FOR SELECT TO authenticated USING (auth.uid() = keeper_id);
CREATE POLICY "Keepers add inspections" ON public.inspections FOR INSERT TO authenticated WITH CHECK (auth.uid() = keeper_id);
CREATE POLICY "Keepers see the weights of their hives" ON public.weights FOR SELECT TO authenticated
  USING (EXISTS (SELECT 1 FROM public.hives h WHERE h.id = hive_id AND h.keeper_id = auth.uid()));
