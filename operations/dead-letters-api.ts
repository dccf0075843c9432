import Type from 'typebox'
import type { Audit } from '../kernel/context.ts'
import type { ContractCheck } from '../kernel/contract-check.ts'
import type { Acting, DeadLetterStore, LetterFilter } from '../kernel/dead-letter-store.ts'
import { pageParameters } from '../kernel/list-query.ts'
import { ok, problemReply, type Reply } from '../kernel/reply.ts'
import type { Caller, Role } from '../kernel/role.ts'
import { route, type Route, type RouteRequest } from '../kernel/route.ts'
import {
  FilterSchema,
  LetterDetail,
  LetterShown,
  LetterStateSchema,
  misfitFields,
  misfitOf,
  showDetail,
  showLetter,
  showSummary,
  SummaryShown,
} from './dead-letters-shown.ts'

export interface DeadLetterDesk {
  readonly store: DeadLetterStore
  readonly check: ContractCheck
  /** Who did what with which letter stays there when the letter is gone. */
  readonly audit: Pick<Audit, 'acted'>
}

export const tag = 'Messages'
export const watching: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]
/** What a message says was never seen by anybody who could vouch for it: who looks is written down. */
const reading: readonly Role[] = ['operator', 'approver', 'compliance']
export const operating: readonly Role[] = ['operator']

export const Why = Type.String({
  minLength: 1,
  maxLength: 300,
  description: 'In words; kept with it. Names nobody',
})
const LetterParams = Type.Object({ letterId: Type.String({ format: 'uuid' }) })
const payloadLengthMax = 500_000

export const actingOf = (caller: Caller, at: number, why?: string): Acting => ({
  actor: caller.actor,
  at,
  ...(why === undefined ? {} : { why }),
})

/** Before it is done, so that nothing is done that nobody knows of. */
export const note = (
  { audit }: Pick<DeadLetterDesk, 'audit'>,
  { caller, requestId }: Pick<RouteRequest, 'caller' | 'requestId'>,
  action: string,
  thing: string,
  reason?: string,
): Promise<void> =>
  audit.acted({
    actor: caller.actor,
    action,
    thing,
    requestId,
    ...(reason === undefined ? {} : { reason }),
  })

const letterNamed = (letterId: string): string => `dead letter ${letterId}`

/** Messages that nobody could handle: to be looked at, put right, handed over again or given up. */
export const deadLetterRoutes = (desk: DeadLetterDesk): readonly Route[] => [
  ...listRoutes(desk),
  detailRoute(desk),
  editRoute(desk),
  ...moveRoutes(desk),
]

const listRoutes = ({ store }: DeadLetterDesk): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/dead-letters/summary',
    name: 'countDeadLetters',
    summary: 'Dead letters by who could not handle them, and why',
    tag,
    access: { roles: watching },
    replies: { 200: Type.Object({ items: Type.Array(SummaryShown) }) },
    handle: async () => ok({ items: (await store.summary()).map(showSummary) }),
  }),
  route<Record<string, never>, LetterFilter & { limit?: number; cursor?: string }>({
    method: 'GET',
    path: '/v1/dead-letters',
    name: 'listDeadLetters',
    summary: 'Dead letters, the newest first',
    description: 'For example ?state=dead&reason=schema-mismatch',
    tag,
    access: { roles: watching },
    query: Type.Object({
      ...FilterSchema.properties,
      state: Type.Optional(LetterStateSchema),
      ...pageParameters,
      cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$' })),
    }),
    replies: {
      200: Type.Object({
        items: Type.Array(LetterShown),
        next: Type.Optional(Type.String({ description: 'Cursor of the next page' })),
      }),
    },
    handle: async ({ query: { limit = 50, cursor, ...filter } }) => {
      const { letters, next } = await store.list(filter, limit, cursor)
      return ok({ items: letters.map(showLetter), ...(next === undefined ? {} : { next }) })
    },
  }),
]

const detailRoute = ({ store, check, audit }: DeadLetterDesk): Route =>
  route<{ letterId: string }>({
    method: 'GET',
    path: '/v1/dead-letters/:letterId',
    name: 'getDeadLetter',
    summary: 'What one says, what is wrong with it, and what was done with it',
    description: 'That somebody looked at it is written down, with it and in the audit.',
    tag,
    access: { roles: reading },
    params: LetterParams,
    replies: { 200: LetterDetail },
    refusals: { 'dead-letter-unknown': 404 },
    handle: async ({ params: { letterId }, caller, requestId, now }) => {
      const letter = await store.find(letterId)
      if (!letter) return unknownLetter
      await note({ audit }, { caller, requestId }, 'dead-letter-shown', letterNamed(letterId))
      await store.shown(letterId, actingOf(caller, now))
      return ok({ ...showDetail(letter, await store.history(letterId), check) })
    },
  })

const editRoute = ({ store, check, audit }: DeadLetterDesk): Route =>
  route<{ letterId: string }, Record<string, never>, { payload: string; why: string }>({
    method: 'PUT',
    path: '/v1/dead-letters/:letterId/payload',
    name: 'editDeadLetter',
    summary: 'Put another payload in place of one that cannot be handled',
    description: 'It must keep to the contract of its topic. The one that came is not kept.',
    tag,
    access: { roles: operating },
    params: LetterParams,
    body: {
      schema: Type.Object({
        payload: Type.String({ maxLength: payloadLengthMax, description: 'JSON as a text' }),
        why: Why,
      }),
    },
    bodyBytesMax: 2 * payloadLengthMax,
    replies: { 200: LetterShown },
    refusals: { 'dead-letter-unknown': 404, 'dead-letter-not-dead': 409, 'payload-misfit': 422 },
    withoutIdempotencyKey: 'the same payload twice is the same letter',
    handle: async ({ params: { letterId }, body: { payload, why }, caller, requestId, now }) => {
      const letter = await store.find(letterId)
      if (!letter) return unknownLetter
      const misfit = misfitOf({ ...letter, message: { ...letter.message, payload } }, check)
      if (misfit)
        return problemReply({
          slug: 'payload-misfit',
          status: 422,
          title: 'The payload does not keep to its contract',
          fields: misfitFields(misfit),
        })
      if (letter.state !== 'dead') return notDead
      const named = letterNamed(letterId)
      await note({ audit }, { caller, requestId }, 'dead-letter-edited', named, why)
      const isEdited = await store.edit(letterId, payload, actingOf(caller, now, why))
      return isEdited ? shownAgain(store, letterId) : notDead
    },
  })

const moveRoutes = ({ store, audit }: DeadLetterDesk): readonly Route[] => {
  const acts = [
    {
      verb: 'redrive',
      action: 'dead-letter-redriven',
      from: ['dead'],
      name: 'redriveDeadLetter',
      summary: 'Hand one to its handler again; those that wait behind it follow',
      body: Type.Object({ why: Type.Optional(Why) }),
    },
    {
      verb: 'discard',
      action: 'dead-letter-discarded',
      from: ['dead', 'waiting'],
      name: 'discardDeadLetter',
      summary: 'Give one up; those that wait behind it follow',
      body: Type.Object({ why: Why }),
    },
  ] as const
  return acts.map(({ verb, action, from, name, summary, body }) =>
    route<{ letterId: string }, Record<string, never>, { why?: string }>({
      method: 'POST',
      path: `/v1/dead-letters/:letterId/${verb}`,
      name,
      summary,
      tag,
      access: { roles: operating },
      params: LetterParams,
      body: { schema: body },
      replies: { 200: LetterShown },
      refusals: { 'dead-letter-unknown': 404, 'dead-letter-not-dead': 409 },
      withoutIdempotencyKey: 'the second time it is no longer dead',
      handle: async ({ params: { letterId }, body: { why }, caller, requestId, now }) => {
        const letter = await store.find(letterId)
        if (!letter) return unknownLetter
        if (!from.some((state) => state === letter.state)) return notDead
        await note({ audit }, { caller, requestId }, action, letterNamed(letterId), why)
        const isDone = await store[verb](letterId, actingOf(caller, now, why))
        return isDone ? shownAgain(store, letterId) : notDead
      },
    }),
  )
}

const shownAgain = async (store: DeadLetterStore, letterId: string): Promise<Reply> => {
  const letter = await store.find(letterId)
  return letter ? ok({ ...showLetter(letter) }) : unknownLetter
}

const unknownLetter = problemReply({
  slug: 'dead-letter-unknown',
  status: 404,
  title: 'There is no such dead letter',
})
const notDead = problemReply({
  slug: 'dead-letter-not-dead',
  status: 409,
  title: 'Somebody has dealt with it, or it waits behind another one',
})
