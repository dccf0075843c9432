-- What was published and handled lately: counted in each process, written down every few seconds, gone after an hour.
-- Unlogged: a crash of the server takes figures of the last hour, and nothing that anybody relies on.
create unlogged table millrace.message_traffic (
  -- Begin of ten seconds, in milliseconds.
  since bigint not null,
  process text collate "C" not null,
  topic text collate "C" not null,
  source text collate "C" not null,
  -- Who handled them; empty: they were published.
  consumer text collate "C" not null,
  messages bigint not null,
  -- Every process has all of them, so that they must not be added up.
  everywhere boolean not null,
  primary key (since, process, topic, source, consumer)
);

-- Which way messages have ever gone, and when last. One row for each way.
create table millrace.message_paths (
  topic text collate "C" not null,
  source text collate "C" not null,
  consumer text collate "C" not null,
  first_at bigint not null,
  last_at bigint not null,
  primary key (topic, source, consumer)
) with (fillfactor = 70);

-- How the lines to other systems are, as each process last said.
create unlogged table millrace.outside_lines (
  process text collate "C" not null,
  said_at bigint not null,
  lines json not null,
  primary key (process)
) with (fillfactor = 50);

-- Dead letters that were dealt with are forgotten after a time, with what was done with them.
create index dead_letters_settled on millrace.dead_letters (changed_at)
  where state in ('redriven', 'discarded');
create index dead_letter_batch_letters_letter on millrace.dead_letter_batch_letters (letter);
