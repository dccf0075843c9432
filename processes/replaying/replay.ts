import type { PoolClient } from 'pg'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { ScannedBatch } from '../../adapters/postgres/scan-events.ts'
import type { DomainEvent, RecordedEvent } from '../../kernel/message.ts'
import { foldBatch, type View, type ViewRow } from '../../kernel/view.ts'
import type { Deed, ReplayedConsumer } from './consumers.ts'
import type { SidePlace } from './place.ts'

type Batches = AsyncIterable<ScannedBatch>

/** Folds a view over a stretch of a log into a place of its own. Returns the last position. */
export const replayView = async <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  batches: Batches,
  place: SidePlace,
): Promise<number> => {
  let reached = 0
  for await (const { events, position } of batches) {
    reached = position
    const own = events as readonly RecordedEvent<E>[]
    const keys = [...new Set(own.flatMap((event) => view.keys(event)))]
    const held = new Map<string, ViewRow<Row>>()
    for (const row of await place.load(keys)) held.set(row.key, row as ViewRow<Row>)
    const changed = foldBatch(view, held, own)
    if (changed.size > 0) await place.put([...changed.values()])
  }
  return reached
}

/** What the outcome of each command was, where it was sent: by that a replay tells what would be different now. */
export type Known = (commandIds: readonly string[]) => Promise<ReadonlyMap<string, string>>

/** What a consumer would have done, event after event. Nothing is sent: its code is pure, and nobody else is handed it. */
export async function* replayDeeds(
  { deeds }: Extract<ReplayedConsumer, { kind: 'deeds' }>,
  batches: Batches,
  known: Known,
): AsyncGenerator<Deed> {
  for await (const { events } of batches) {
    const all = events.flatMap(deeds)
    const ids = all.flatMap(({ commandId }) => (typeof commandId === 'string' ? [commandId] : []))
    const outcomes = ids.length > 0 ? await known(ids) : new Map<string, string>()
    for (const deed of all)
      yield typeof deed['commandId'] === 'string'
        ? { ...deed, was: outcomes.get(deed['commandId']) ?? 'never sent' }
        : deed
  }
}

/** The outcomes of a log. */
export const knownOutcomes =
  (client: Pick<PoolClient, 'query'>, log: string): Known =>
  async (commandIds) => {
    const { rows } = await client.query<{ id: string; kind: string }>(
      `select command_id as id, outcome ->> 'kind' as kind from ${logSchema(log)}.outcomes
       where command_id = any($1)`,
      [commandIds],
    )
    return new Map(rows.map(({ id, kind }) => [id, kind]))
  }
