-- Requests that were promised to be carried out, and their answers for a while; both are sealed.
create table millrace.operations (
  id uuid primary key,
  actor text not null,
  route text not null,
  fingerprint text not null,
  -- Null from the end on.
  request bytea,
  state text not null default 'in-progress' check (state in ('in-progress', 'done', 'failed')),
  answer bytea,
  attempts integer not null default 1,
  accepted_at bigint not null,
  lease_until bigint not null,
  ended_at bigint,
  kept_until bigint
);

create index operations_in_progress on millrace.operations (lease_until) where state = 'in-progress';
create index operations_kept_until on millrace.operations (kept_until) where kept_until is not null;
