-- What callers have used of their budgets, as all processes know it. Unlogged: after a crash everybody begins anew,
-- which costs nobody anything. Keys are digests; they can stand for people and addresses.
create unlogged table millrace.budgets (
  key text collate "C" primary key,
  used double precision not null,
  -- How much of it comes back in a second, so that what is long unused can be found and forgotten.
  per_second double precision not null,
  at timestamptz not null
) with (fillfactor = 50);
