-- The processes that share this database, as each tells of itself once a second. Unlogged: after a crash of the server
-- all of them tell again.
create unlogged table millrace.processes (
  id uuid primary key,
  role text not null,
  -- What it works on.
  contexts text[] not null,
  -- Whose routes it answers for gateways, and where; empty and null for those that answer none.
  serves text[] not null,
  url text,
  version text not null,
  started_at timestamptz not null default clock_timestamp(),
  -- By this server's clock, so that nobody has to agree with anybody about the time.
  seen_at timestamptz not null default clock_timestamp(),
  stopping boolean not null default false,
  -- How its work is doing, as it sees it.
  report jsonb not null
) with (fillfactor = 50);
