-- What a timer is set again and again for, so that those that wait for one thing are found once it is there.
alter table millrace.timers add column waits_for text collate "C" not null default '';

create index timers_waiting on millrace.timers (context, schedule, waits_for, due, timer) where waits_for <> '';
