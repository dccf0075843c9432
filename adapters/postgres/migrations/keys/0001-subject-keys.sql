-- Keys of persons, wrapped by the master key, which is never in here. The newest generation of a person is the
-- one in use; a row whose key was destroyed stays, so that the next key is a new generation.
create table subject_keys (
  person text collate "C" not null,
  generation integer not null,
  wrapped bytea,
  created_at timestamptz not null default now(),
  erased_at timestamptz,
  primary key (person, generation),
  check ((wrapped is null) = (erased_at is not null))
);

-- One row: tells a wrong master key at the start, and keeps the index key through a change of the master key.
create table master_key (
  single boolean primary key default true check (single),
  key_id text not null,
  wrapped_index_key bytea not null
);
