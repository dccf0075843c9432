import { readDecimal, writeDecimal } from './exact-decimal.ts'
import { parseIsoDateTime } from './identifiers.ts'
import { find, valueOf, type Element, type Report } from './pain001-elements.ts'
import type { Pain001Version } from './pain001-shape.ts'
import { isRefusal } from '../../../kernel/refusal.ts'

/** What the group header says about the file. */
export type Pain001File = Readonly<{
  version: Pain001Version
  messageId: string
  /** As it was sent, with its zone if it has one. */
  createdAt: string
  initiatingParty?: string
  declaredCount: number
  /** Sum of all amounts whatever their currencies, as a decimal without needless zeros. */
  declaredControlSum?: string
}>

/** What was really there. Amounts that are no decimals are counted apart. */
export type Tally = { count: number; sum: bigint; unreadable: number }

export const newTally = (): Tally => ({ count: 0, sum: 0n, unreadable: 0 })

/** Counts a transaction; `amount` comes from `amountForControlSum`. */
export const addToTally = (tally: Tally, amount: bigint | undefined): void => {
  tally.count++
  if (amount === undefined) tally.unreadable++
  else tally.sum += amount
}

/** Undefined if something in the header is wrong, which has been reported then. */
export const readFile = (
  header: Element,
  version: Pain001Version,
  report: Report,
): Pain001File | undefined => {
  const messageId = find(header, 'MsgId')
  const createdAt = find(header, 'CreDtTm')
  const time = createdAt && parseIsoDateTime(valueOf(createdAt))
  if (createdAt && isRefusal(time)) report(createdAt, time.refused)
  const declaredCount = readCount(header, report)
  const declaredControlSum = readControlSum(header, report)
  const party = find(header, 'InitgPty', 'Nm')
  if (!messageId || time === undefined || isRefusal(time) || declaredCount === undefined)
    return undefined
  return {
    version,
    messageId: valueOf(messageId),
    createdAt: time,
    ...(party ? { initiatingParty: valueOf(party).trim() } : {}),
    declaredCount,
    ...(declaredControlSum === undefined
      ? {}
      : { declaredControlSum: writeDecimal(declaredControlSum) }),
  }
}

/** Compares what a header or a payment information block declares with what was there. */
export const checkTally = (declaring: Element, tally: Tally, report: Report): void => {
  const count = find(declaring, 'NbOfTxs')
  const declaredCount = readCount(declaring, report)
  if (count && declaredCount !== undefined && declaredCount !== tally.count) {
    const reason = `${declaredCount} transactions are declared, ${tally.count} are there.`
    report(count, 'transaction-count-mismatch', { reason })
  }
  const sum = find(declaring, 'CtrlSum')
  const declaredSum = readControlSum(declaring, report)
  if (!sum || declaredSum === undefined) return
  if (tally.unreadable > 0) report(sum, 'control-sum-not-verifiable')
  else if (declaredSum !== tally.sum) {
    const reason = `The declared control sum is ${writeDecimal(declaredSum)}, the amounts add up to ${writeDecimal(tally.sum)}.`
    report(sum, 'control-sum-mismatch', { reason })
  }
}

const readCount = (declaring: Element, report: Report): number | undefined => {
  const element = find(declaring, 'NbOfTxs')
  if (!element) return undefined
  if (/^\d{1,15}$/.test(valueOf(element))) return Number(valueOf(element))
  report(element, 'transaction-count-malformed')
  return undefined
}

const readControlSum = (declaring: Element, report: Report): bigint | undefined => {
  const element = find(declaring, 'CtrlSum')
  const sum = element && readDecimal(valueOf(element))
  if (element && sum === undefined) report(element, 'control-sum-malformed')
  return sum
}
