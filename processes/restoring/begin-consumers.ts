import type { PoolClient } from 'pg'
import type { RestoringLog } from '../../adapters/postgres/restore/restoring-log.ts'

/** The clocks of those who write the logs may be so far apart. */
const clocksApartMs = 60_000

/**
 * Where everybody begins who follows a log, once it was made again. What each did is at least once, and made harmless
 * where it is done twice, so each begins where it is known to have been, or before:
 *
 *   whole log              the end of what was read: it is on the bus already
 *   schedules              the end: their timers were folded (fold-timers.ts)
 *   relay                  as was told last: facts may be published twice, under their ids
 *   policies               as was told last: their commands have the same ids, and their outcomes are here
 *   outside calls          as was told last: what was announced is not called again, what was answered is answered
 *   fan-out to another log as was told before the other log ends: deliveries have the same ids
 *   views                  the beginning: they are folded anew
 *
 * Who was never told of begins at 0, which is right too, and takes longer.
 */
export const beginConsumers = async (
  client: PoolClient,
  restored: ReadonlyMap<string, RestoringLog>,
): Promise<void> => {
  for (const [log, { position, silent, places }] of restored) {
    const begin = (consumer: string, at: number) =>
      client.query(
        `insert into millrace.checkpoints (consumer, log, position) values ($1, $2, $3)
         on conflict (consumer, log) do update set position = excluded.position, moved_at = now()`,
        [consumer, log, Math.min(at, consumer === 'whole-log/outcomes' ? silent : position)],
      )
    await begin('whole-log/batches', position)
    await begin('whole-log/outcomes', silent)
    for (const [consumer, at] of Object.entries(places.until(Infinity))) {
      const target = restored.get(targetOf(consumer) ?? '')
      const known = target ? places.until(target.saidAt - clocksApartMs)[consumer] : at
      if (known !== undefined) await begin(consumer, known)
    }
  }
}

/** `fan-out/webhooks` writes into the log of webhooks; everybody else into the log that it follows. */
const targetOf = (consumer: string): string | undefined => /^fan-out\/(.+)$/.exec(consumer)?.[1]
