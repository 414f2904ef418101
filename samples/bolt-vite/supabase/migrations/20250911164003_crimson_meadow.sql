/*
  # Notes of the stewards

  1. New Tables
    - `steward_notes`
*/

CREATE TABLE IF NOT EXISTS steward_notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  item_id uuid REFERENCES items(id) ON DELETE SET NULL,
  note text NOT NULL,
  phone text,
  created_at timestamptz DEFAULT now()
);
