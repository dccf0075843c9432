-- The embedded message bus: topics, divided into partitions, each with places 0, 1, 2, ... without gaps.
create table millrace.bus_topics (
  topic integer primary key,
  name text collate "C" not null unique,
  partitions integer not null check (partitions > 0),
  -- Null: for ever.
  retention_ms bigint
);

-- The place that comes next. Taken last and locked until the commit, so that nobody reads past a gap.
create table millrace.bus_partitions (
  topic integer not null references millrace.bus_topics on delete cascade,
  partition integer not null,
  next bigint not null default 0,
  primary key (topic, partition)
) with (fillfactor = 30);

create table millrace.bus_messages (
  topic integer not null,
  partition integer not null,
  place bigint not null,
  -- When the bus took it over, in milliseconds.
  taken_at bigint not null,
  key text not null,
  id text not null,
  -- What CloudEvents says of a message besides.
  attributes text not null,
  payload text not null,
  primary key (topic, partition, place)
);

-- How far each group has come: the place that it takes next. Moved by compare-and-set.
create table millrace.bus_places (
  group_name text collate "C" not null,
  topic integer not null references millrace.bus_topics on delete cascade,
  partition integer not null,
  place bigint not null,
  primary key (group_name, topic, partition)
) with (fillfactor = 50);

-- Who shares the work of a group. Unlogged: after a crash of the server the members say so again.
create unlogged table millrace.bus_members (
  group_name text collate "C" not null,
  member uuid not null,
  topics text[] not null,
  seen_at timestamptz not null,
  primary key (group_name, member)
) with (fillfactor = 50);

-- Messages whose effect a group has stored, in the effect's own transaction. Of any bus.
create table millrace.bus_claims (
  group_name text collate "C" not null,
  message_id text collate "C" not null,
  claimed_at bigint not null,
  primary key (group_name, message_id)
);

create index bus_claims_claimed_at on millrace.bus_claims using brin (claimed_at);

-- Appends messages to their partitions, in their order. Partitions are locked in one order, for all who publish.
create function millrace.bus_publish(
  topics integer[], partitions integer[], keys text[], ids text[], attributes text[], payloads text[]
) returns void language plpgsql as $$
declare
  now_ms bigint;
begin
  perform from millrace.bus_partitions
    where (topic, partition) in (select * from unnest(topics, partitions))
    order by topic, partition
    for update;
  now_ms := floor(extract(epoch from clock_timestamp()) * 1000);
  insert into millrace.bus_messages
    select m.topic, m.partition,
      p.next + row_number() over (partition by m.topic, m.partition order by m.number) - 1,
      now_ms, m.key, m.id, m.attributes, m.payload
    from unnest(topics, partitions, keys, ids, attributes, payloads) with ordinality
        as m (topic, partition, key, id, attributes, payload, number)
      join millrace.bus_partitions p using (topic, partition);
  update millrace.bus_partitions p set next = p.next + added.messages
    from (
      select topic, partition, count(*) as messages
      from unnest(topics, partitions) as m (topic, partition) group by 1, 2
    ) added
    where p.topic = added.topic and p.partition = added.partition;
end $$;
