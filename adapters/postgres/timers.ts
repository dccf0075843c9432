import type pg from 'pg'
import type { Json } from '../../kernel/json.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import { int8Array, jsonArray, textArray, uuidArray } from './binary-array.ts'
import { postgresCheckpoint } from './checkpoints.ts'

export interface PostgresTimersOptions {
  /** See following-pool.ts; for who only reads, any. */
  readonly pool: Pick<pg.Pool, 'query'>
  readonly context: string
  readonly log: string
  readonly schedule: string
}

const applySql = `
  with moved as (
    update millrace.checkpoints set position = $2::bigint, moved_at = now()
    where consumer = $3 and log = $4 and position = $1::bigint returning 1
  ), cancelled as (
    delete from millrace.timers t using unnest($7::text[]) as c(timer)
    where t.context = $5 and t.schedule = $6 and t.timer = c.timer and exists (select from moved)
  ), written as (
    insert into millrace.timers
      (context, schedule, position, timer, due, command_type, command, cause, correlation, traceparent, waits_for)
    select $5, $6, $2::bigint, s.*
    from unnest($8::text[], $9::bigint[], $10::text[], $11::json[], $12::uuid[], $13::uuid[], $14::text[],
      $15::text[]) s
    where exists (select from moved)
    on conflict (context, schedule, timer) do update set due = excluded.due,
      position = excluded.position, command_type = excluded.command_type, command = excluded.command,
      cause = excluded.cause, correlation = excluded.correlation, traceparent = excluded.traceparent,
      waits_for = excluded.waits_for
  )
  select exists (select from moved) as moved`

const hastenSql = `
  with moved as (
    update millrace.checkpoints set position = $2::bigint, moved_at = now()
    where consumer = $3 and log = $4 and position = $1::bigint returning 1
  ), waiting as (
    select timer, $8::bigint + (row_number() over (order by due, timer) - 1) * $9::bigint as due
    from millrace.timers
    where context = $5 and schedule = $6 and waits_for = $7 and waits_for <> '' and due > $8::bigint
    order by due, timer limit $10
  ), hastened as (
    update millrace.timers t set due = w.due from waiting w
    where t.context = $5 and t.schedule = $6 and t.timer = w.timer and t.due > w.due
      and exists (select from moved)
  )
  select exists (select from moved) as moved`

const dueSql = `
  select timer, due, command_type, command, cause, correlation, traceparent, waits_for from millrace.timers
  where context = $1 and schedule = $2 and due <= $3::bigint and (due, timer) > ($4::bigint, $5)
  order by due, timer limit $6`

// Said twice, because the index holds those alone that wait for something.
const waitingSql = `
  select count(*)::integer as count from (
    select from millrace.timers
    where context = $1 and schedule = $2 and waits_for = $3 and waits_for <> '' limit $4
  ) waiting`

// The rows are found through the primary key whatever the statistics of a table say that is mostly empty.
const removeSql = `
  delete from millrace.timers
  where (context, schedule, timer) in (select $1, $2, f from unnest($3::text[]) f)
    and (timer, due) in (select * from unnest($3::text[], $4::bigint[]))`

interface TimerRow {
  readonly timer: string
  readonly due: string
  readonly command_type: string
  readonly command: Json
  readonly cause: string
  readonly correlation: string
  readonly traceparent: string
  readonly waits_for: string
}

const toStored = (row: TimerRow): StoredTimer => ({
  timer: row.timer,
  due: Number(row.due),
  commandType: row.command_type,
  command: row.command,
  cause: row.cause,
  correlationId: row.correlation,
  traceparent: row.traceparent,
  ...(row.waits_for === '' ? {} : { waitsFor: row.waits_for }),
})

/** The timers of a schedule in the database. */
export const postgresTimers = (options: PostgresTimersOptions): TimerStore => {
  const { pool, context, log, schedule } = options
  const consumer = `schedule/${schedule}`
  const checkpoint = postgresCheckpoint({ pool, consumer, log })
  return {
    position: () => checkpoint.read(),
    async apply(from, to, set, cancelled) {
      const { rows } = await pool.query<{ moved: boolean }>(applySql, [
        from,
        to,
        consumer,
        log,
        context,
        schedule,
        textArray(cancelled),
        textArray(set.map(({ timer }) => timer)),
        int8Array(set.map(({ due }) => due)),
        textArray(set.map(({ commandType }) => commandType)),
        jsonArray(set.map(({ command }) => JSON.stringify(command))),
        uuidArray(set.map(({ cause }) => cause)),
        uuidArray(set.map(({ correlationId }) => correlationId)),
        textArray(set.map(({ traceparent }) => traceparent)),
        textArray(set.map(({ waitsFor = '' }) => waitsFor)),
      ])
      return rows[0]?.moved === true
    },
    async hasten(before, to, { waitsFor, from, everyMs, timersMax }) {
      const place = [before, to, consumer, log, context, schedule]
      const values = [...place, waitsFor, from, everyMs, timersMax]
      const { rows } = await pool.query<{ moved: boolean }>(hastenSql, values)
      return rows[0]?.moved === true
    },
    async due(now, limit, after = { due: Number.MIN_SAFE_INTEGER, timer: '' }) {
      const values = [context, schedule, now, after.due, after.timer, limit]
      const { rows } = await pool.query<TimerRow>(dueSql, values)
      return rows.map(toStored)
    },
    async nextDue() {
      const { rows } = await pool.query<{ due: string | null }>(
        'select min(due) as due from millrace.timers where context = $1 and schedule = $2',
        [context, schedule],
      )
      const due = rows[0]?.due ?? null
      return due === null ? undefined : Number(due)
    },
    async waiting(waitsFor, countMax) {
      const values = [context, schedule, waitsFor, countMax]
      const { rows } = await pool.query<{ count: number }>(waitingSql, values)
      return rows[0]?.count ?? 0
    },
    async remove(fired) {
      if (fired.length === 0) return
      await pool.query(removeSql, [
        context,
        schedule,
        textArray(fired.map(({ timer }) => timer)),
        int8Array(fired.map(({ due }) => due)),
      ])
    },
  }
}
