-- Another one each time that a letter comes to say, or to be dead of, something else: a batch is about the one that was
-- there when it was proposed.
alter table millrace.dead_letters add column edition integer not null default 0;
alter table millrace.dead_letter_batch_letters add column edition integer not null default 0;
