-- Where each epoch of the log began: behind a restore, positions that were used before are used for other events.
-- Up to `after`, and to the number `silent`, what was said before the restore holds.
create table epochs (
  epoch integer primary key,
  after bigint not null,
  silent bigint not null,
  -- The chain there.
  hash bytea not null,
  begun_at timestamptz not null default now()
);

insert into epochs (epoch, after, silent, hash)
  select epoch, 0, 0, decode(repeat('00', 32), 'hex') from log;
