import type { CommandDefinition, Entity } from '../../kernel/decider.ts'
import type { AccessEvent, AccessEventOf } from './events.ts'

export type RecordViewing = {
  readonly type: 'RecordViewing'
  readonly data: {
    readonly viewingId: string
  } & AccessEventOf<'PersonalDataUnmasked'>['data']
}

/** Each viewing is a stream of its own, so that nobody waits for the viewings of others. */
const viewing: Entity<null> = { name: 'viewing', initialState: null, evolve: () => null }

export const recordViewing: CommandDefinition<RecordViewing, AccessEvent> = {
  type: 'RecordViewing',
  reads: ({ data }) => [
    { stream: `viewing-${data.viewingId}`, entity: viewing, presumedNew: true },
  ],
  decide: ({ data: { viewingId, ...data } }) => [
    { stream: `viewing-${viewingId}`, events: [{ type: 'PersonalDataUnmasked', data }] },
  ],
}

export type RecordAct = {
  readonly type: 'RecordAct'
  readonly data: { readonly actId: string } & AccessEventOf<'OperatorActed'>['data']
}

/** Each act is a stream of its own, so that nobody waits for the acts of others. */
const act: Entity<null> = { name: 'act', initialState: null, evolve: () => null }

export const recordAct: CommandDefinition<RecordAct, AccessEvent> = {
  type: 'RecordAct',
  reads: ({ data }) => [{ stream: `act-${data.actId}`, entity: act, presumedNew: true }],
  decide: ({ data: { actId, ...data } }) => [
    { stream: `act-${actId}`, events: [{ type: 'OperatorActed', data }] },
  ],
}

export type RecordRequestsRefused = {
  readonly type: 'RecordRequestsRefused'
  readonly data: { readonly recordId: string } & AccessEventOf<'RequestsRefused'>['data']
}

/** Each record is a stream of its own, so that nobody waits for the refusals of others. */
const refusedStream: Entity<null> = { name: 'refused', initialState: null, evolve: () => null }

export const recordRequestsRefused: CommandDefinition<RecordRequestsRefused, AccessEvent> = {
  type: 'RecordRequestsRefused',
  reads: ({ data }) => [
    { stream: `refused-${data.recordId}`, entity: refusedStream, presumedNew: true },
  ],
  decide: ({ data: { recordId, ...data } }) => [
    { stream: `refused-${recordId}`, events: [{ type: 'RequestsRefused', data }] },
  ],
}
