import type { EventStore } from '../kernel/event-store.ts'
import { Entities } from '../kernel/entities.ts'
import type { CommandDefinition } from '../kernel/decider.ts'
import { commandHandler, type Outcome } from '../kernel/handle-command.ts'
import { catalogueOf } from '../kernel/event-schema.ts'
import type { Command } from '../kernel/message.ts'
import { withRetry, type RetryOptions } from '../kernel/retry.ts'
import { nodeIds } from '../adapters/node/ids.ts'
import { events } from '../contexts/payments/events.ts'
import { accountCommands } from '../contexts/payments/journal/account-commands.ts'
import type { OpenAccounts, TransactionStated } from '../contexts/payments/journal/commands.ts'
import {
  postTransaction,
  reverseTransaction,
} from '../contexts/payments/journal/transaction-commands.ts'
import { testTime } from './facts.ts'

export const journalCatalogue = catalogueOf(events)

/** Commands of the journal over any log, without a gateway. `clock.at` is the time of the next one. */
export const journalOver = (
  log: EventStore,
  { attemptsMax = 100, ...options }: RetryOptions = {},
) => {
  const ids = nodeIds()
  const clock = { at: testTime }
  const handle = withRetry(
    commandHandler({ log, entities: new Entities(log), events: journalCatalogue, ids }),
    { attemptsMax, ...options },
  )
  // oxlint-disable-next-line typescript/no-explicit-any
  const send = <C extends Command>(
    // What a command reads and writes is its definition's own business.
    // oxlint-disable-next-line typescript/no-explicit-any
    definition: CommandDefinition<C, any, any>,
    command: NoInfer<C>,
    key?: string,
  ): Promise<Outcome> =>
    handle(definition, command, {
      commandId: key === undefined ? ids.next() : ids.derive('test', key),
      fingerprint: JSON.stringify(command),
      onOtherContent: 'refuse',
      actor: 'user:test',
      correlationId: ids.next(),
      causationId: ids.next(),
      traceparent: '00-00000000000000000000000000000001-0000000000000001-01',
      now: clock.at,
    })

  return {
    ids,
    clock,
    send,
    open: (
      accountId: string,
      kind: 'guarded' | 'open',
      currencies: readonly string[] = ['EUR'],
      overdraft = '0',
    ) =>
      send(accountCommands.OpenAccount, {
        type: 'OpenAccount',
        data: {
          accountId,
          kind,
          currencies,
          ...(overdraft === '0'
            ? {}
            : {
                overdraftLimits: currencies.map((currency) => ({
                  minorUnits: overdraft,
                  currency,
                })),
              }),
        },
      }),
    post: (stated: TransactionStated, openAccounts: OpenAccounts, key?: string) => {
      const transactionId =
        stated.reference === undefined
          ? ids.derive('transaction', key ?? ids.next())
          : ids.derive('journal-transaction', stated.reference)
      return send(
        postTransaction,
        { type: 'PostTransaction', data: { ...stated, transactionId, openAccounts } },
        key,
      ).then((outcome) => ({ outcome, transactionId }))
    },
    reverse: (
      transactionId: string,
      postings: TransactionStated['postings'],
      openAccounts: OpenAccounts,
    ) =>
      send(reverseTransaction, {
        type: 'ReverseTransaction',
        data: {
          transactionId,
          reversalId: ids.derive('reversal', transactionId),
          postings,
          effectiveDate: '2026-01-01',
          openAccounts,
        },
      }),
  }
}

/** `move('a', 'b', 5)`: the postings of five cents from one account to another. */
export const move = (from: string, to: string, units: number | bigint, currency = 'EUR') => [
  { account: from, amount: { minorUnits: `${-BigInt(units)}`, currency } },
  { account: to, amount: { minorUnits: units.toString(), currency } },
]
