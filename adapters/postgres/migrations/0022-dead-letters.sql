-- Messages that nobody could handle, with what was done about them. What they say is sealed: it came from outside.
create table millrace.dead_letters (
  letter uuid primary key,
  -- The order in which they came.
  number bigint generated always as identity,
  group_name text collate "C" not null,
  topic text collate "C" not null,
  -- Digest of the key: those of one lane stand behind each other.
  lane bytea not null,
  message bytea not null,
  edited boolean not null default false,
  reason text collate "C" not null,
  error text not null,
  attempts integer not null,
  state text not null check (state in ('dead', 'waiting', 'redriving', 'redriven', 'discarded')),
  -- Letters a second, where it is redriven as one of many; 0: at once.
  rate integer not null default 0,
  set_aside_at bigint not null,
  changed_at bigint not null
);

create index dead_letters_lanes on millrace.dead_letters (group_name, topic, lane, number)
  where state in ('dead', 'waiting', 'redriving');
create unique index dead_letters_number on millrace.dead_letters (number);

-- What was done with a letter, by whom and why. Only added to.
create table millrace.dead_letter_actions (
  number bigint generated always as identity primary key,
  letter uuid not null references millrace.dead_letters,
  action text not null,
  actor text not null,
  at bigint not null,
  why text,
  batch uuid
);

create index dead_letter_actions_letter on millrace.dead_letter_actions (letter, number);

-- Many at once: an exact set, proposed by one person and decided by another.
create table millrace.dead_letter_batches (
  batch uuid primary key,
  number bigint generated always as identity unique,
  does text not null check (does in ('redrive', 'discard')),
  filter text not null,
  rate integer not null,
  letters integer not null,
  state text not null check (state in ('proposed', 'approved', 'denied')),
  proposed text not null,
  decided text
);

create table millrace.dead_letter_batch_letters (
  batch uuid not null references millrace.dead_letter_batches,
  letter uuid not null references millrace.dead_letters,
  number bigint not null,
  primary key (batch, number)
);
