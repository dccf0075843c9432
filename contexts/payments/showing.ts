import { formatInstant } from '../../kernel/clock.ts'
import {
  erased,
  mask,
  sealedParts,
  type Erased,
  type Sealed,
  type Vault,
} from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { actionsFor } from './attention.ts'
import type { PartyShown, PaymentFileShown, PaymentShown, SummaryShown } from './contract.ts'
import type { Party } from './events.ts'
import { accountNumber } from './sealing.ts'
import type { PaymentFileRow } from './view-files.ts'
import type { SummaryRow } from './view-summary.ts'
import type { PaymentRow } from './payment-row.ts'

/** Rows as callers see them: parties masked, whoever asks. Opened in one go. */
export const showPayments = async (
  vault: Vault,
  log: string,
  rows: readonly ViewRow<PaymentRow>[],
): Promise<readonly PaymentShown[]> => {
  const opened = await vault.open<Party>(rows.flatMap(({ row }) => [row.debtor, row.creditor]))
  return rows.map(({ row, position }, index) => ({
    paymentId: row.paymentId,
    status: row.status,
    amount: { minorUnits: row.amount, currency: row.currency },
    debtor: showParty(row.debtor, opened[index * 2]),
    creditor: showParty(row.creditor, opened[index * 2 + 1]),
    endToEndId: row.endToEndId,
    ...(row.requestedExecutionDate ? { requestedExecutionDate: row.requestedExecutionDate } : {}),
    ...(row.fileId ? { fileId: row.fileId } : {}),
    ...(row.uetr ? { uetr: row.uetr } : {}),
    ...(row.serviceLevel ? { serviceLevel: row.serviceLevel } : {}),
    ...(row.chargeBearer ? { chargeBearer: row.chargeBearer } : {}),
    ...(row.purpose ? { purpose: row.purpose } : {}),
    ...(row.metadata ? { metadata: row.metadata } : {}),
    ...(row.railReference ? { railReference: row.railReference } : {}),
    ...(row.rejection ? { rejection: row.rejection } : {}),
    captureMode: row.captureMode ?? 'automatic',
    ...(row.fundingAccount ? { fundingAccount: row.fundingAccount } : {}),
    ...(row.rail ? { rail: row.rail } : {}),
    ...instantsOf(row),
    ...sumsOf(row),
    ...(row.cancellation && row.status !== 'cancelled' ? { cancellation: row.cancellation } : {}),
    ...(row.endedBecause ? { endedBecause: row.endedBecause } : {}),
    ...(row.waiting === null ? {} : { waiting: row.waiting }),
    ...(row.nextTryAt ? { nextTryAt: formatInstant(row.nextTryAt) } : {}),
    ...actionOf(row),
    ...(row.operatorReason === null
      ? {}
      : { needsOperator: row.operatorReason, operatorActions: [...actionsFor(row.status)] }),
    ...(row.handled ? { handled: row.handled } : {}),
    receivedAt: formatInstant(row.receivedAt),
    updatedAt: formatInstant(row.updatedAt),
    version: row.version,
    position: positionToken(log, position),
  }))
}

/** Shown beside the status, so that nobody has to look into the rejection for what to do. */
const actionOf = ({ status, rejection, operatorReason }: PaymentRow) => {
  const recommendedAction =
    status === 'awaiting-retry'
      ? operatorReason === 'rail-asks-operator'
        ? 'ask-an-operator'
        : 'retry-after'
      : rejection?.recommendedAction
  return recommendedAction ? { recommendedAction } : {}
}

const instantsOf = (row: PaymentRow) =>
  Object.fromEntries(
    (['dueAt', 'holdExpiresAt', 'acknowledgedAt', 'confirmedAt'] as const).flatMap((name) => {
      const instant = row[name]
      return instant === undefined ? [] : [[name, formatInstant(instant)]]
    }),
  )

const sumsOf = (row: PaymentRow) => ({
  ...Object.fromEntries(
    (['held', 'captured', 'settled', 'refunding', 'refunded', 'disputed'] as const).flatMap(
      (name) => sumOf(row, name, row[name]),
    ),
  ),
  // Of what waits for approval, only while it does.
  ...Object.fromEntries([
    ...sumOf(row, 'capturesAwaitingApproval', waitingFor(row.capturesProposed)),
    ...sumOf(row, 'refundsAwaitingApproval', waitingFor(row.refundsProposed)),
  ]),
})

const waitingFor = (minorUnits: string | undefined) => (minorUnits === '0' ? undefined : minorUnits)

const sumOf = ({ currency }: PaymentRow, name: string, minorUnits: string | undefined) =>
  minorUnits === undefined ? [] : [[name, { minorUnits, currency }] as const]

const showParty = (sealed: Sealed<Party>, party: Party | Erased | undefined): PartyShown => {
  const subject = subjectOf(sealed)
  return party === undefined || party === erased
    ? { name: null, account: null, subject, erased: true }
    : { name: mask(party.name), account: mask(accountNumber(party.account)), subject }
}

/** Whose data it is, which stands in the sealed text. */
export const subjectOf = (sealed: Sealed): string => sealedParts(sealed)?.subject ?? ''

export const showFiles = async (
  vault: Vault,
  log: string,
  rows: readonly ViewRow<PaymentFileRow>[],
): Promise<readonly PaymentFileShown[]> => {
  const names = rows.flatMap(({ row }) => row.initiatingParty ?? [])
  const opened = new Map((await vault.open(names)).map((name, index) => [names[index], name]))
  return rows.map(({ row, position }) => {
    const { initiatingParty, receivedAt, completedAt, warnings, ...shown } = row
    const name = opened.get(initiatingParty)
    return {
      ...shown,
      initiatingParty: typeof name === 'string' ? mask(name) : null,
      receivedAt: formatInstant(receivedAt),
      ...(completedAt === undefined ? {} : { completedAt: formatInstant(completedAt) }),
      sums: [...row.sums],
      problems: [...row.problems],
      ...(warnings ? { warnings: [...warnings] } : {}),
      position: positionToken(log, position),
    }
  })
}

export const showSummary = (
  log: string,
  rows: readonly ViewRow<SummaryRow>[],
): readonly SummaryShown[] =>
  rows.map(({ row, position }) => ({
    status: row.status,
    currency: row.currency,
    count: row.count,
    sum: { minorUnits: row.sum, currency: row.currency },
    position: positionToken(log, position),
  }))
