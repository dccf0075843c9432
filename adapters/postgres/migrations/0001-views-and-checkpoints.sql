create schema if not exists millrace;

-- How far each consumer of a log has come. Moved by compare-and-set, together with the effect where that is in here.
create table millrace.checkpoints (
  consumer text not null,
  log text not null,
  position bigint not null,
  moved_at timestamptz not null default now(),
  primary key (consumer, log)
) with (fillfactor = 40);

-- The generation of each view that readers are served from: the table views_<context>.<name>.
create table millrace.views (
  context text not null,
  name text not null,
  version integer not null,
  generation integer not null,
  indexed json not null,
  state text not null check (state in ('live', 'building', 'stopped')),
  reason text,
  primary key (context, name)
);

-- The generation that is being built beside it, and what is wanted of it. One at a time for each view.
create table millrace.view_rebuilds (
  context text not null,
  name text not null,
  version integer not null,
  generation integer not null,
  indexed json not null,
  state text not null check (state in ('running', 'paused', 'cancelled', 'failed', 'done')),
  reason text,
  target bigint not null default 0,
  rate double precision not null default 0,
  report json,
  primary key (context, name),
  foreign key (context, name) references millrace.views on delete cascade
);

create table millrace.timers (
  context text not null,
  schedule text not null,
  timer text collate "C" not null,
  due bigint not null,
  position bigint not null,
  command_type text not null,
  command json not null,
  cause uuid not null,
  correlation uuid not null,
  traceparent text not null,
  primary key (context, schedule, timer)
);

create index timers_due on millrace.timers (context, schedule, due, timer);
