-- Outcomes of commands that added no event, in the order of their commits, without gaps: what follows a log finds
-- them, and a log that is made again knows them too.
alter table log add column silent bigint not null default 0;

create table silent_outcomes (
  number bigint primary key,
  command_id uuid not null
);
create index silent_outcomes_command on silent_outcomes (command_id);

insert into silent_outcomes (number, command_id)
  select row_number() over (order by time, command_id), command_id from outcomes where stream is null;
update log set silent = (select count(*) from silent_outcomes);

-- As in 0001-log.sql, with the numbers of those outcomes. The counter row is still what is locked last.
create or replace function append_batch(
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
  matching int;
  event_count int := cardinality(event_ids);
  settled_digest bytea := digest;
  chained bytea;
  silent_commands uuid[];
  silent_base bigint;
begin
  begin
    insert into outcomes (command_id, fingerprint, outcome, stream, version, time, kept_until)
      select unnest(commands), unnest(fingerprints), unnest(outcomes_), unnest(last_streams), unnest(last_versions),
        unnest(times), unnest(kept_untils)
      order by 1;
    if heads_new > 0 then
      insert into streams (stream, version)
        select h.stream, h.upto
        from (select unnest(heads), unnest(heads_from), unnest(heads_to)) as h(stream, since, upto)
        where h.since = 0 order by h.stream collate "C";
      -- Streams that were only looked for, and are not there: whoever creates one waits for this commit.
      if 0 = any(heads_to) then
        delete from streams s where s.version = 0 and s.stream = any(heads);
      end if;
    end if;
    if heads_known > 0 then
      select count(*) filter (where l.version = l.since) into matching from (
        select s.version, h.since from (select unnest(heads), unnest(heads_from)) as h(stream, since)
        join streams s on s.stream = h.stream
        where h.since > 0 order by s.stream for update of s
      ) l;
      if matching < heads_known then
        raise unique_violation using message = 'a stream has moved on';
      end if;
      update streams s set version = h.upto
        from (select unnest(heads), unnest(heads_from), unnest(heads_to)) as h(stream, since, upto)
        where h.since > 0 and h.upto > h.since and s.stream = h.stream;
    end if;
  exception when unique_violation then
    statuses := claim_and_settle_batch(commands, fingerprints, outcomes_, last_streams, last_versions, times,
      kept_untils, heads, heads_from, heads_to, read_commands, read_heads, read_from, read_to);
    select count(*), sha256(coalesce(string_agg(e.hash, ''::bytea order by e.ord), ''::bytea))
      into event_count, settled_digest
      from unnest(event_commands, event_hashes) with ordinality as e(command, hash, ord)
      where statuses[e.command] = 0;
  end;

  if array_position(last_streams, null) is not null then
    select array_agg(c.id order by c.ord) into silent_commands
      from unnest(commands, last_streams) with ordinality as c(id, stream, ord)
      where c.stream is null and (statuses is null or statuses[c.ord] = 0);
  end if;
  if silent_commands is not null then
    update log set silent = silent + cardinality(silent_commands)
      returning silent - cardinality(silent_commands), position into silent_base, base;
    insert into silent_outcomes (number, command_id)
      select silent_base + n, silent_commands[n]
      from generate_series(1, cardinality(silent_commands)) as n;
  end if;

  if event_count = 0 then
    if base is null then
      select position into base from log;
    end if;
    return;
  end if;

  update log set position = position + event_count,
    hash = sha256(hash || int8send(position + 1) || int8send(position + event_count) || settled_digest)
    returning position - event_count, hash into base, chained;

  if statuses is null then
    insert into events (position, stream, version, id, type, schema_version, time, origin, data, hash)
      select base + generate_series(1, event_count), unnest(event_streams), unnest(event_versions),
        unnest(event_ids), unnest(event_types), unnest(event_schemas), unnest(event_times),
        unnest(event_origins), unnest(event_data), unnest(event_hashes);
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
