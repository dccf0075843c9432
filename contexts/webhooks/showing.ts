import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { erased, type Vault } from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import type { ViewRow } from '../../kernel/view.ts'
import type { AttemptShown, DeliveryShown, EndpointShown } from './contract.ts'
import type { LaneEvent } from './lane-state.ts'
import type { DeliveryRow } from './view-deliveries.ts'
import type { EndpointRow } from './view-endpoints.ts'

/** `instant('pausedAt', row.pausedAt)`: nothing where there is none. */
const instant = <Name extends string>(
  name: Name,
  at: Instant | null | undefined,
): Partial<Record<Name, string>> =>
  at === null || at === undefined ? {} : ({ [name]: formatInstant(at) } as Record<Name, string>)

const present = <Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): Partial<Record<Name, Value>> =>
  value === null || value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)

/** Rows as callers see them. No secret is in them. */
export const showEndpoints = (
  log: string,
  rows: readonly ViewRow<EndpointRow>[],
  now: Instant,
): readonly EndpointShown[] =>
  rows.map(({ row, position }) => ({
    endpointId: row.endpointId,
    url: row.url,
    ...present('description', row.description),
    eventTypes: [...row.eventTypes],
    bodyVersion: row.bodyVersion,
    status: row.status,
    ...present('pausedBecause', row.pausedBecause),
    ...instant('pausedAt', row.pausedAt),
    needsOperator: row.needsOperator,
    ...instant('failingSince', row.failingSince),
    ...instant('missingSince', row.missingSince),
    ...(row.missed
      ? {
          missed: { from: formatInstant(row.missed.from), until: formatInstant(row.missed.until) },
        }
      : {}),
    secretGeneration: row.generation,
    ...(now < row.previousUntil ? instant('previousSecretUntil', row.previousUntil) : {}),
    open: row.open,
    delivered: row.delivered,
    abandoned: row.abandoned,
    failedAttempts: row.failedAttempts,
    ...instant('lastDeliveredAt', row.lastDeliveredAt),
    ...instant('lastFailedAt', row.lastFailedAt),
    createdAt: formatInstant(row.createdAt),
    createdBy: row.createdBy,
    updatedAt: formatInstant(row.updatedAt),
    position: positionToken(log, position),
  }))

export const showDeliveries = (
  log: string,
  rows: readonly ViewRow<DeliveryRow>[],
): readonly DeliveryShown[] =>
  rows.map(({ row, position }) => ({
    deliveryId: row.deliveryId,
    endpointId: row.endpointId,
    eventId: row.eventId,
    eventType: row.eventType,
    subject: row.subject,
    sequence: row.sequence,
    status: row.status,
    attempts: row.attempts,
    ...present('lastStatus', row.lastStatus),
    ...present('lastReason', row.lastReason),
    ...present('durationMs', row.durationMs),
    ...instant('nextAttemptAt', row.nextAttemptAt),
    ...present('abandonedBecause', row.abandonedBecause),
    ...present('resendOf', row.resendOf),
    isTest: row.isTest,
    queuedAt: formatInstant(row.queuedAt),
    updatedAt: formatInstant(row.updatedAt),
    position: positionToken(log, position),
  }))

type AttemptEvent = Extract<
  LaneEvent,
  { type: 'AttemptStarted' | 'AttemptFailed' | 'AttemptPostponed' | 'DeliverySucceeded' }
>

/** What a lane's events tell of the attempts of one of its deliveries, in order. */
export const showAttempts = async (
  vault: Pick<Vault, 'open'>,
  events: readonly RecordedEvent<LaneEvent>[],
): Promise<readonly AttemptShown[]> => {
  const ends = events.filter((event): event is RecordedEvent<AttemptEvent> =>
    event.type.startsWith('Attempt')
      ? event.type !== 'AttemptDue'
      : event.type === 'DeliverySucceeded',
  )
  const sealed = ends.flatMap((event) =>
    event.type === 'AttemptFailed' && event.data.answer ? [event.data.answer] : [],
  )
  const texts = (await vault.open(sealed)).map((text) => (text === erased ? null : text))
  const opened = new Map(texts.map((text, index) => [sealed[index], text]))
  const shown: AttemptShown[] = []
  for (const event of ends) {
    const { attempt } = event.data
    if (event.type === 'AttemptStarted') {
      shown.push({ attempt, outcome: 'under-way', startedAt: formatInstant(event.time) })
      continue
    }
    const begun = shown.pop() ?? { attempt, startedAt: formatInstant(event.time) }
    const answer = event.type === 'AttemptFailed' ? opened.get(event.data.answer) : undefined
    shown.push({
      ...begun,
      endedAt: formatInstant(event.time),
      ...endOf(event),
      ...(answer === undefined ? {} : { answer }),
    })
  }
  return shown
}

const endOf = (
  event: Exclude<AttemptEvent, { type: 'AttemptStarted' }>,
): Pick<AttemptShown, 'outcome'> & Partial<AttemptShown> => {
  switch (event.type) {
    case 'DeliverySucceeded': {
      const { status, durationMs } = event.data
      return { outcome: 'taken', status, durationMs }
    }
    case 'AttemptPostponed': {
      const { reason, nextAt } = event.data
      return { outcome: 'postponed', reason, ...instant('nextAttemptAt', nextAt) }
    }
    case 'AttemptFailed': {
      const { reason, status, durationMs, nextAt } = event.data
      return {
        outcome: 'failed',
        reason,
        ...present('status', status),
        ...present('durationMs', durationMs),
        ...instant('nextAttemptAt', nextAt),
      }
    }
  }
}
