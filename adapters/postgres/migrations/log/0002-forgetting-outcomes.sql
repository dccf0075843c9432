-- Outcomes of commands that came over HTTP are forgotten after some days; all others stay, because replays rely
-- on them.

-- Milliseconds since 1970-01-01T00:00:00Z; null for ever.
alter table outcomes add column kept_until bigint;
create index outcomes_kept_until on outcomes (kept_until) where kept_until is not null;

-- What follows is as before, with when each outcome may be forgotten.
drop function append_batch(
  uuid[], text[], json[], text[], int4[], int8[], text[], int4[], int4[], int4, int4, int4[], int4[], int4[], int4[],
  int4[], text[], int4[], uuid[], text[], int4[], int8[], json[], json[], bytea[], bytea
);

-- Appends a batch of commands; see adapters/postgres/append-batch.ts for the arrays. Returns the position
-- before the batch, and a status per command where not all of them were appended:
-- 0 appended, 1 the id was used before, 2 a stream has moved on.
--
-- Every statement sees a fresh snapshot. The order of locks is the same for all writers: command ids sorted,
-- missing heads sorted, existing heads sorted, the counter. Without it several writers deadlock.
create function append_batch(
  commands uuid[], fingerprints text[], outcomes_ json[], last_streams text[], last_versions int4[], times int8[],
  kept_untils int8[],
  heads text[], heads_from int4[], heads_to int4[], heads_new int4, heads_known int4,
  read_commands int4[], read_heads int4[], read_from int4[], read_to int4[],
  event_commands int4[], event_streams text[], event_versions int4[], event_ids uuid[], event_types text[],
  event_schemas int4[], event_times int8[], event_origins json[], event_data json[], event_hashes bytea[],
  digest bytea,
  out base bigint, out statuses int4[]
) language plpgsql as $$
declare
  claimed int;
  inserted int := 0;
  matching int := 0;
  event_count int := cardinality(event_ids);
  settled_digest bytea := digest;
  previous bytea;
  chained bytea;
begin
  insert into outcomes (command_id, fingerprint, outcome, stream, version, time, kept_until)
    select * from unnest(commands, fingerprints, outcomes_, last_streams, last_versions, times, kept_untils) as c(id) order by c.id
    on conflict do nothing;
  get diagnostics claimed = row_count;

  if heads_new > 0 then
    insert into streams (stream, version)
      select h.stream, h.upto from unnest(heads, heads_from, heads_to) as h(stream, since, upto)
      where h.since = 0 order by h.stream collate "C"
      on conflict do nothing;
    get diagnostics inserted = row_count;
  end if;

  if inserted = heads_new then
    if heads_known > 0 then
      select count(*) filter (where l.version = l.since) into matching from (
        select s.version, h.since from unnest(heads, heads_from) as h(stream, since)
        join streams s on s.stream = h.stream
        where h.since > 0 order by s.stream for update of s
      ) l;
    end if;
  else
    perform 1 from streams s where s.stream = any(heads) and s.xmin <> pg_current_xact_id()::xid
      order by s.stream for update;
  end if;

  if claimed < cardinality(commands) or inserted < heads_new or matching < heads_known then
    statuses := settle_batch(commands, heads, read_commands, read_heads, read_from, read_to);
    select count(*), sha256(coalesce(string_agg(e.hash, ''::bytea order by e.ord), ''::bytea))
      into event_count, settled_digest
      from unnest(event_commands, event_hashes) with ordinality as e(command, hash, ord)
      where statuses[e.command] = 0;
  elsif heads_known > 0 then
    update streams s set version = h.upto
      from unnest(heads, heads_from, heads_to) as h(stream, since, upto)
      where h.since > 0 and h.upto > h.since and s.stream = h.stream;
  end if;

  if event_count = 0 then
    select position into base from log;
    return;
  end if;

  update log set position = position + event_count,
    hash = sha256(hash || int8send(position + 1) || int8send(position + event_count) || settled_digest)
    returning position - event_count, hash into base, chained;

  if statuses is null then
    insert into events (position, stream, version, id, type, schema_version, time, origin, data, hash)
      select base + e.ord, e.stream, e.version, e.id, e.type, e.schema, e.time, e.origin, e.data, e.hash
      from unnest(event_streams, event_versions, event_ids, event_types, event_schemas, event_times,
        event_origins, event_data, event_hashes)
      with ordinality as e(stream, version, id, type, schema, time, origin, data, hash, ord);
  else
    insert into events (position, stream, version, id, type, schema_version, time, origin, data, hash)
      select base + row_number() over (order by e.ord), e.stream, e.version, e.id, e.type, e.schema, e.time,
        e.origin, e.data, e.hash
      from unnest(event_commands, event_streams, event_versions, event_ids, event_types, event_schemas, event_times,
        event_origins, event_data, event_hashes)
      with ordinality as e(command, stream, version, id, type, schema, time, origin, data, hash, ord)
      where statuses[e.command] = 0;
  end if;
  insert into batches (first, last, hash) values (base + 1, base + event_count, chained);
end $$;

-- The careful way, taken when anything in a batch does not fit: each command is settled on the heads that its
-- predecessors in the batch leave. A command that fails spoils the streams that it meant to write, because those
-- behind it were decided on a state that never came to be, even where the version happens to match.
create or replace function settle_batch(
  commands uuid[], heads text[], read_commands int4[], read_heads int4[], read_from int4[], read_to int4[]
) returns int4[] language plpgsql as $$
declare
  mine xid := pg_current_xact_id()::xid;
  owned boolean[];
  versions int4[];
  spoiled boolean[] := array_fill(false, array[cardinality(heads)]);
  statuses int4[] := array_fill(0, array[cardinality(commands)]);
  reads int := coalesce(cardinality(read_commands), 0);
  head int;
  r int := 1;
  first_read int;
begin
  -- An outcome that was found a moment ago may have been forgotten since; the writer then tries anew.
  select array_agg(coalesce(o.xmin = mine, false) order by c.ord) into owned
    from unnest(commands) with ordinality as c(id, ord) left join outcomes o on o.command_id = c.id;
  select array_agg(case when s.xmin = mine then 0 else coalesce(s.version, -1) end order by h.ord) into versions
    from unnest(heads) with ordinality as h(stream, ord) left join streams s on s.stream = h.stream;

  for command in 1 .. cardinality(commands) loop
    if not owned[command] then statuses[command] := 1; end if;
    first_read := r;
    while r <= reads and read_commands[r] = command loop
      head := read_heads[r];
      if statuses[command] = 0 and (spoiled[head] or versions[head] <> read_from[r]) then statuses[command] := 2; end if;
      r := r + 1;
    end loop;
    for i in first_read .. r - 1 loop
      head := read_heads[i];
      if statuses[command] = 0 then versions[head] := read_to[i];
      elsif read_to[i] > read_from[i] then spoiled[head] := true;
      end if;
    end loop;
  end loop;

  delete from outcomes o using unnest(commands, statuses) as c(id, status)
    where o.command_id = c.id and c.status = 2;
  update streams s set version = h.version from unnest(heads, versions) as h(stream, version)
    where s.stream = h.stream and h.version > 0 and s.version <> h.version;
  delete from streams s using unnest(heads, versions) as h(stream, version)
    where s.stream = h.stream and h.version = 0;
  return statuses;
end $$;
