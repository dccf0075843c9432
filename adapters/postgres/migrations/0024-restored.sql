-- How this database was filled, where it was made again from the bus. A drill is looked at and thrown away: no process
-- starts on it.
create table millrace.restored (
  only_row boolean primary key default true check (only_row),
  kind text not null check (kind in ('takeover', 'drill')),
  -- The database of keys is not made again here; where it is lost for good, personal data of before stay unreadable.
  keys text not null check (keys in ('awaited', 'lost')),
  at timestamptz not null default now()
);
