import Type, { type Static } from 'typebox'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import { MetadataSchema } from '../../kernel/metadata.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { checkMoney, isNegative, isZero } from '../../kernel/money.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Problem } from '../../kernel/reply.ts'
import { parseEndToEndId, parseIsoDate } from './iso20022/identifiers.ts'
import { captureModes, type CaptureMode } from './contract.ts'
import { accountIdLengthMax, accountIdPattern } from './journal/account-id.ts'
import { retryHoursDefault, retryRules } from './rail-errors/retry-rules.ts'
import { orderedDetails, readDetails } from './ordered-details.ts'
import { checkAddresses, PartyOrdered, readParty, type Checked } from './ordered-party.ts'
import { crossesBorder, OrderedServiceSchema, serviceOfOrder } from './ordered-service.ts'
import type { PlainPayment } from './sealing.ts'
import { remittanceLengthMax } from './validation.ts'

const strict = { additionalProperties: false } as const

/** What is posted to have one payment made. */
export const PaymentOrder = Type.Object(
  {
    amount: MoneySchema,
    debtor: PartyOrdered,
    creditor: PartyOrdered,
    endToEndId: Type.String({
      minLength: 1,
      maxLength: 35,
      description:
        "The payer's reference, carried to the payee. Kept in the clear: name nobody in it.",
      examples: ['INVOICE-2026-117'],
    }),
    remittance: Type.Optional(
      Type.String({ minLength: 1, maxLength: remittanceLengthMax, description: 'What it is for' }),
    ),
    ...orderedDetails,
    requestedExecutionDate: Type.Optional(
      Type.String({
        maxLength: 10,
        description:
          'Handed over when this day begins, at midnight UTC or of the zone that is set; one that has passed means now',
        examples: ['2026-11-30'],
      }),
    ),
    scheduledFor: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Handed over at this instant, in place of a day',
      }),
    ),
    serviceLevel: Type.Optional(OrderedServiceSchema),
    captureMode: Type.Optional(
      Type.Unsafe<CaptureMode>({
        type: 'string',
        enum: [...captureModes],
        default: 'automatic',
        description: '`manual`: the money is held until it is captured, in one or several parts',
      }),
    ),
    holdUntil: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Of a manual payment; a week from its authorisation where it says nothing',
      }),
    ),
    fundingAccount: Type.Optional(
      Type.String({
        maxLength: accountIdLengthMax,
        pattern: accountIdPattern,
        description:
          'The journal account that pays. Of a guarded one the amount is set aside at once, or the order is refused',
        examples: ['customer:8124:main'],
      }),
    ),
    retry: Type.Optional(
      Type.Object(
        {
          triesMax: Type.Integer({ minimum: 0, maximum: 5 }),
          withinHours: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 240, default: retryHoursDefault }),
          ),
        },
        {
          ...strict,
          description:
            'Of an automatic payment: whether another transfer follows where a rail rejects it for a reason that ' +
            'may pass, such as insufficient funds; where it says nothing, as the installation is set',
        },
      ),
    ),
    metadata: Type.Optional(MetadataSchema),
  },
  strict,
)
export type PaymentOrder = Static<typeof PaymentOrder>

export type FieldProblems = NonNullable<Problem['fields']>

/** Parses what the schema cannot check; each wrong field is named. */
export const readOrder = (
  order: PaymentOrder,
  now: Instant,
): { readonly payment: PlainPayment } | { readonly fields: FieldProblems } => {
  const fields: { field: string; reason: string }[] = []
  const checked: Checked = (field, value) => {
    if (isNoRefusal(value)) return value
    fields.push({ field: `body/${field}`, reason: (value as Refusal).refused })
    return undefined
  }
  const amount = checked('amount', checkedAmount(order.amount))
  const debtor = readParty('debtor', order.debtor, checked)
  const creditor = readParty('creditor', order.creditor, checked)
  const endToEndId = checked('endToEndId', parseEndToEndId(order.endToEndId))
  const day = order.requestedExecutionDate
  const date = day === undefined ? undefined : checked('requestedExecutionDate', parseIsoDate(day))
  const times = readTimes(order, fields)
  const said = readDetails(order, checked)
  if (!amount || !debtor || !creditor || endToEndId === undefined || fields.length > 0)
    return { fields }
  const service = checked(
    'serviceLevel',
    serviceOfOrder(order.serviceLevel, { amount, debtor, creditor }),
  )
  if (crossesBorder({ amount, debtor, creditor }))
    checkAddresses(order, date ?? formatInstant(now).slice(0, 10), checked)
  if (fields.length > 0) return { fields }
  return {
    payment: {
      amount,
      debtor,
      creditor,
      endToEndId,
      ...(order.remittance === undefined ? {} : { remittance: order.remittance }),
      ...(date === undefined ? {} : { requestedExecutionDate: date }),
      ...(service === undefined ? {} : { serviceLevel: service }),
      ...said,
      ...times,
      ...retryOf(order),
      ...(order.captureMode === 'manual' ? { captureMode: 'manual' } : {}),
      ...(order.fundingAccount === undefined ? {} : { fundingAccount: order.fundingAccount }),
      ...(order.metadata === undefined ? {} : { metadata: order.metadata }),
    },
  }
}

const readTimes = (
  { requestedExecutionDate, scheduledFor, captureMode, holdUntil, retry }: PaymentOrder,
  fields: { field: string; reason: string }[],
) => {
  if (scheduledFor !== undefined && requestedExecutionDate !== undefined)
    fields.push({ field: 'body/scheduledFor', reason: 'either-day-or-instant' })
  if (retry !== undefined && captureMode === 'manual')
    fields.push({ field: 'body/retry', reason: 'needs-automatic-capture' })
  if (holdUntil !== undefined && captureMode !== 'manual')
    fields.push({ field: 'body/holdUntil', reason: 'needs-manual-capture' })
  return {
    ...(scheduledFor === undefined ? {} : { scheduledFor: utc(scheduledFor) }),
    ...(holdUntil === undefined ? {} : { holdUntil: utc(holdUntil) }),
  }
}

const retryOf = ({ retry }: PaymentOrder) =>
  retry ? { retry: retryRules(retry.triesMax, retry.withinHours) } : {}

const utc = (instant: string): string => formatInstant(Date.parse(instant))

const checkedAmount = (amount: PaymentOrder['amount']) => {
  const refusal = checkMoney(amount)
  if (refusal) return refusal
  return isZero(amount) || isNegative(amount)
    ? ({ refused: 'amount-not-positive' } as const)
    : amount
}

const isNoRefusal = <Value>(value: Value): value is Exclude<Value, Refusal> => !isRefusal(value)
