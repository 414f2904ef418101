alter table import
  -- Where an archive came from, as its sender says; of a Git import the column source says it.
  add column source_url text,
  add column source_path text,
  add column source_author text,
  add column source_committed_at timestamptz,
  add column source_dirty boolean,
  -- A spec is wanted even if nothing changed.
  add column again boolean not null default false,
  add column unchanged_since uuid references import (id),
  -- What the source is made with and what it lacks, as JSON.
  add column inventory text;
