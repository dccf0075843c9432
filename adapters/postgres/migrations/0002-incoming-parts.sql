-- Parts of files that are being taken in: sealed, under a key of each upload, and gone once the file was taken.
create table millrace.incoming_parts (
  upload uuid not null,
  file uuid not null,
  part integer not null,
  sealed text not null,
  begun_at timestamptz not null default now(),
  primary key (upload, part)
);

-- What is sealed does not get smaller.
alter table millrace.incoming_parts alter column sealed set storage external;
