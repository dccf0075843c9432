import type { RailInstruction } from '../../contexts/payments/ports.ts'
import { sandboxTriggers, type SandboxTrigger, type Trigger } from './sandbox-triggers.ts'

const endingLength = 5

/** Several words can stand in one `endToEndId`; each has its effect. */
export const triggersOf = (
  { endToEndId, amount, returnOf }: Pick<RailInstruction, 'endToEndId' | 'amount' | 'returnOf'>,
  amountTriggers: boolean,
): Trigger[] => {
  const text = meantFor(endToEndId.toUpperCase(), returnOf !== undefined)
  const words = text.includes('TRIGGER-') ? sandboxTriggers : []
  const ending = amountTriggers ? amount.minorUnits.slice(-endingLength) : undefined
  return [
    ...words.flatMap((row) => askedByWord(row, text)),
    ...sandboxTriggers.flatMap((row) => askedByAmount(row, ending)),
  ]
}

const askedByWord = (row: SandboxTrigger, text: string): Trigger[] => {
  if (!('amounts' in row)) return text.includes(row.word) ? plain(row.forces) : []
  const [, code] = new RegExp(`${row.word}([A-Z]{2}\\d{2})`).exec(text) ?? []
  return code === undefined ? [] : [{ kind: row.forces, code }]
}

const askedByAmount = (row: SandboxTrigger, ending: string | undefined): Trigger[] => {
  if (ending === undefined) return []
  if (!('amounts' in row)) return row.amountEnds === ending ? plain(row.forces) : []
  const code = row.amounts[ending]
  return code === undefined ? [] : [{ kind: row.forces, code }]
}

const plain = (kinds: Extract<SandboxTrigger, { forces: readonly unknown[] }>['forces']) =>
  kinds.map((kind) => ({ kind }))

/** A refund carries the reference of what it gives back: `TRIGGER-REFUND-...` is meant for it, the others are not. */
const meantFor = (text: string, isRefund: boolean): string =>
  isRefund
    ? text.replaceAll(/TRIGGER-(?!REFUND-)/g, '').replaceAll('TRIGGER-REFUND-', 'TRIGGER-')
    : text.replaceAll('TRIGGER-REFUND-', '')
