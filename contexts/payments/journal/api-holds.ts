import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { MoneySchema, type MoneyOnTheWire } from '../../../kernel/money-schema.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok, outcomeReply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { notFound } from '../api-reading.ts'
import {
  effectiveDateProblem,
  DaySchema,
  HoldParams,
  keepers,
  postingRefusals,
  tag,
} from './api-reading.ts'
import { AccountIdSchema, type HoldEvent } from './events.ts'
import { placeHold, releaseHold, spendHold } from './hold.ts'
import { openAccountsIn } from './known-accounts.ts'
import { holdStream } from './streams.ts'
import { dayOf } from './time.ts'
import { keyOfHeldAccount } from '../routing-key.ts'

const Text = Type.String({ minLength: 1, maxLength: 140, pattern: '\\S' })

const HoldPlacing = Type.Object({
  account: AccountIdSchema,
  amount: MoneySchema,
  expiresAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'Without it, it stays until it is ended' }),
  ),
  description: Type.Optional(Text),
})
type HoldPlacing = Type.Static<typeof HoldPlacing>

const HoldSpending = Type.Object({
  amount: MoneySchema,
  to: AccountIdSchema,
  releaseRest: Type.Optional(
    Type.Boolean({ default: false, description: 'Whether what is left is given back at once' }),
  ),
  effectiveDate: Type.Optional(DaySchema),
  description: Type.Optional(Text),
})
interface HoldSpending {
  readonly amount: MoneyOnTheWire
  readonly to: string
  readonly releaseRest?: boolean
  readonly effectiveDate?: string
  readonly description?: string
}

const Held = Type.Object({ holdId: Type.String({ format: 'uuid' }), position: Type.String() })
const Spent = Type.Object({
  holdId: Type.String({ format: 'uuid' }),
  transactionId: Type.String({ format: 'uuid' }),
  position: Type.String(),
})

const placingRefusals = { ...postingRefusals, 'hold-exists': 409, 'expiry-passed': 422 }
const endingRefusals = {
  ...postingRefusals,
  'hold-unknown': 404,
  'hold-ended': 409,
  'hold-expired': 409,
  'hold-exceeded': 409,
}

/** Routes that set amounts aside and end that again. */
export const holdRoutes = (tools: ContextTools): readonly Route[] => {
  const findOpen = openAccountsIn(tools.log)
  const log = tools.log.name

  return [
    route<Record<string, never>, Record<string, never>, HoldPlacing>({
      method: 'POST',
      path: '/v1/holds',
      name: 'placeHold',
      routingKey: keyOfHeldAccount,
      summary: 'Set an amount of a guarded account aside',
      tag,
      access: { roles: keepers },
      body: { schema: HoldPlacing },
      replies: { 201: Held },
      refusals: placingRefusals,
      handle: async ({ body, envelope: envelopeOf }) => {
        const envelope = envelopeOf(body)
        const holdId = tools.ids.derive('hold', envelope.commandId)
        const { expiresAt, ...rest } = body
        const expiry =
          expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }
        const command = { type: 'PlaceHold', data: { holdId, ...rest, ...expiry } } as const
        const outcome = await tools.handle(placeHold, command, envelope)
        return outcomeReply(outcome, placingRefusals, ({ position }) => ({
          status: 201,
          body: { holdId, position: positionToken(log, position) },
          headers: { location: `/v1/holds/${holdId}` },
        }))
      },
    }),

    route<{ holdId: string }, Record<string, never>, HoldSpending>({
      method: 'POST',
      path: '/v1/holds/:holdId/spend',
      name: 'spendHold',
      summary: 'Post a transaction from what is held',
      description: 'In part or whole, several times, never more than is left.',
      tag,
      access: { roles: keepers },
      params: HoldParams,
      body: { schema: HoldSpending },
      replies: { 201: Spent },
      refusals: endingRefusals,
      handle: async ({ params: { holdId }, body, envelope: envelopeOf }) => {
        const account = await accountOf(tools, holdId)
        if (account === undefined) return notFound('hold')
        const envelope = envelopeOf(body as never)
        const { effectiveDate = dayOf(envelope.now), releaseRest = false, ...rest } = body
        const wrongDay = effectiveDateProblem(effectiveDate, envelope.now)
        if (wrongDay) return wrongDay
        const transactionId = tools.ids.derive('spending', envelope.commandId)
        const openAccounts = await findOpen([body.to])
        const command = {
          type: 'SpendHold',
          data: {
            ...rest,
            holdId,
            account,
            transactionId,
            effectiveDate,
            releaseRest,
            openAccounts,
          },
        } as const
        const outcome = await tools.handle(spendHold, command, envelope)
        return outcomeReply(outcome, endingRefusals, ({ position }) => ({
          status: 201,
          body: { holdId, transactionId, position: positionToken(log, position) },
          headers: { location: `/v1/journal-transactions/${transactionId}` },
        }))
      },
    }),

    route<{ holdId: string }>({
      method: 'POST',
      path: '/v1/holds/:holdId/release',
      name: 'releaseHold',
      summary: 'Give back what is left of a hold',
      tag,
      access: { roles: keepers },
      params: HoldParams,
      replies: { 200: Held },
      refusals: endingRefusals,
      handle: async ({ params: { holdId }, envelope }) => {
        const account = await accountOf(tools, holdId)
        if (account === undefined) return notFound('hold')
        const command = { type: 'ReleaseHold', data: { holdId, account } } as const
        const outcome = await tools.handle(releaseHold, command, envelope({}))
        return outcomeReply(outcome, endingRefusals, ({ position }) =>
          ok({ holdId, position: positionToken(log, position) }),
        )
      },
    }),
  ]
}

/** The account that a hold is on stands in its first event. */
const accountOf = async ({ log }: ContextTools, holdId: string): Promise<string | undefined> => {
  const [first] = await log.readStream(holdStream(holdId), 0, 1)
  return first ? (first as unknown as HoldEvent).data.account : undefined
}
