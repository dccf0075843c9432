import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok, outcomeReply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { accountCommands } from './account-commands.ts'
import { AccountParams, keepers, tag } from './api-reading.ts'
import type { OpenAccount } from './commands.ts'
import { AccountIdSchema } from './events.ts'
import { keyOfAccount } from '../routing-key.ts'

const AccountOpening = Type.Object({
  accountId: AccountIdSchema,
  kind: Type.Unsafe<'guarded' | 'open'>({ type: 'string', enum: ['guarded', 'open'] }),
  currencies: Type.Array(Type.String({ pattern: '^[A-Z]{3}$' }), {
    minItems: 1,
    maxItems: 200,
    uniqueItems: true,
    examples: [['EUR']],
  }),
  overdraftLimits: Type.Optional(
    Type.Array(MoneySchema, {
      maxItems: 200,
      description: 'Of a guarded account; zero for a currency that is not listed',
    }),
  ),
  label: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'Kept in the clear: name nobody in it',
    }),
  ),
})

const openingRefusals = {
  'account-exists': 409,
  'account-not-guarded': 422,
  'currency-mismatch': 422,
  'currency-unknown': 422,
  'limit-not-valid': 422,
}
const changingRefusals = {
  'account-unknown': 404,
  'account-closed': 409,
  'account-not-guarded': 409,
  'balance-not-zero': 409,
  'currency-mismatch': 422,
  'limit-not-valid': 422,
}

const Changed = Type.Object({ accountId: Type.String(), position: Type.String() })

/** Routes that open and change accounts. */
export const accountRoutes = (tools: ContextTools): readonly Route[] => {
  const changed = (accountId: string, position: number) => ({
    accountId,
    position: positionToken(tools.log.name, position),
  })

  return [
    route<Record<string, never>, Record<string, never>, OpenAccount['data']>({
      method: 'POST',
      path: '/v1/accounts',
      name: 'openAccount',
      summary: 'Open an account',
      description:
        'Its kind never changes. For example {"accountId":"customer:8124:main","kind":"guarded",' +
        '"currencies":["EUR"],"overdraftLimits":[{"minorUnits":"50000","currency":"EUR"}]}',
      tag,
      access: { roles: keepers },
      body: { schema: AccountOpening },
      replies: { 201: Changed },
      refusals: openingRefusals,
      handle: async ({ body, envelope }) => {
        const command = { type: 'OpenAccount', data: body } as const
        const outcome = await tools.handle(
          accountCommands.OpenAccount,
          command,
          envelope(body as never),
        )
        return outcomeReply(outcome, openingRefusals, ({ position }) => ({
          status: 201,
          body: changed(body.accountId, position),
          headers: { location: `/v1/accounts/${body.accountId}` },
        }))
      },
    }),

    route<
      { accountId: string },
      Record<string, never>,
      { limit: { minorUnits: string; currency: string } }
    >({
      method: 'PUT',
      path: '/v1/accounts/:accountId/overdraft-limit',
      name: 'setOverdraftLimit',
      routingKey: keyOfAccount,
      summary: 'Set the overdraft limit of a guarded account in one currency',
      description:
        'Below what the account owes already it is allowed too: then nothing more can be taken.',
      tag,
      access: { roles: ['administrator', 'service'] },
      params: AccountParams,
      body: { schema: Type.Object({ limit: MoneySchema }) },
      replies: { 200: Changed },
      refusals: changingRefusals,
      handle: async ({ params: { accountId }, body: { limit }, envelope }) => {
        const command = { type: 'SetOverdraftLimit', data: { accountId, limit } } as const
        const outcome = await tools.handle(
          accountCommands.SetOverdraftLimit,
          command,
          envelope({ limit }),
        )
        return outcomeReply(outcome, changingRefusals, ({ position }) =>
          ok(changed(accountId, position)),
        )
      },
    }),

    route<{ accountId: string }>({
      method: 'POST',
      path: '/v1/accounts/:accountId/close',
      name: 'closeAccount',
      routingKey: keyOfAccount,
      summary: 'Close a guarded account that is at zero',
      tag,
      access: { roles: keepers },
      params: AccountParams,
      replies: { 200: Changed },
      refusals: changingRefusals,
      handle: async ({ params: { accountId }, envelope }) => {
        const command = { type: 'CloseAccount', data: { accountId } } as const
        const outcome = await tools.handle(accountCommands.CloseAccount, command, envelope({}))
        return outcomeReply(outcome, changingRefusals, ({ position }) =>
          ok(changed(accountId, position)),
        )
      },
    }),
  ]
}
