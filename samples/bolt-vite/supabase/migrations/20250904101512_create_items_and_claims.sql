/*
  # Lost and found

  1. New Tables
    - `items`: what was found, and where
    - `claims`: who says that it is theirs
  2. Security
    - Enable RLS on both tables
    - Anyone can see items; users manage their own claims
*/

CREATE TABLE IF NOT EXISTS items (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  what text NOT NULL,
  place text DEFAULT '',
  found_at timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS claims (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  item_id uuid NOT NULL REFERENCES items(id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'given', 'refused')),
  UNIQUE (item_id, user_id)
);

ALTER TABLE items ENABLE ROW LEVEL SECURITY;
ALTER TABLE claims ENABLE ROW LEVEL SECURITY;

CREATE POLICY "Anyone can view items" ON items FOR SELECT TO anon, authenticated USING (true);
CREATE POLICY "Users view own claims" ON claims FOR SELECT TO authenticated USING (auth.uid() = user_id);
CREATE POLICY "Users add own claims" ON claims FOR INSERT TO authenticated WITH CHECK (auth.uid() = user_id AND state = 'open');
