import type { Queries } from '../../adapters/postgres/bounded-queries.ts'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { HandleCommand, Outcome } from '../../kernel/handle-command.ts'
import type { Confirmation, LogPlace } from './confirmation.ts'

export interface AcknowledgementOptions {
  readonly confirmation: Pick<Confirmation, 'reached'>
  /** Number of a command's outcome among those without an event; undefined where it added one. */
  readonly silentNumber: (commandId: string) => Promise<number | undefined>
  /** How long a command waits for the bus. */
  readonly withinMs?: number
}

/** Long enough for a broker that changes its leader, shorter than what callers wait. */
const withinMsDefault = 5_000

/**
 * Wraps a handler so that nobody hears of an outcome before the bus has it: then nothing that was acknowledged is lost
 * with the database. Beyond the time the command has `failed` as `unavailable`; it is stored all the same, and whoever
 * sends it again with its id gets its outcome.
 *
 *   handled -> durable -> (relay) -> on the bus -> answered
 *                  |                    |
 *                  +---- too late ------+-> 503, Retry-After; the same key again -> the same outcome
 */
export const withAcknowledgement = (
  handle: HandleCommand,
  { confirmation, silentNumber, withinMs = withinMsDefault }: AcknowledgementOptions,
): HandleCommand => {
  const placeOf = async (outcome: Known, commandId: string): Promise<LogPlace> => {
    const { position } = outcome
    if (outcome.kind === 'accepted' && outcome.fresh && outcome.events.length > 0)
      return { position, silent: 0 }
    const silent = await silentNumber(commandId)
    return silent === undefined ? { position, silent: 0 } : { position: 0, silent }
  }
  return async (definition, command, envelope) => {
    const outcome = await handle(definition, command, envelope)
    if (outcome.kind === 'failed' || outcome.kind === 'other-content') return outcome
    const place = await placeOf(outcome, envelope.commandId).catch(() => undefined)
    const isConfirmed = place !== undefined && (await confirmation.reached(place, withinMs))
    return isConfirmed ? outcome : { kind: 'failed', reason: 'unavailable' }
  }
}

type Known = Extract<Outcome, { kind: 'accepted' | 'refused' }>

export const silentNumberIn =
  (queries: Queries, log: string): AcknowledgementOptions['silentNumber'] =>
  async (commandId) => {
    const { rows } = await queries.query<{ number: string }>(
      `select number from ${logSchema(log)}.silent_outcomes where command_id = $1`,
      [commandId],
    )
    return rows[0] && Number(rows[0].number)
  }
