import type { Pain001File } from './pain001-file.ts'
import type { Instruction } from './instruction.ts'
import { sentenceOf, type Problem } from './pain001-problem.ts'

/**
 * Either nothing of the file may be used, and the first problems say why, or every transaction is
 * an instruction or has a problem with its path. Problems stand in the order of the file.
 */
export type Pain001Result =
  | Readonly<{ kind: 'refused'; problems: readonly Problem[] }>
  | Readonly<{
      kind: 'read'
      file: Pain001File
      instructions: readonly Instruction[]
      problems: readonly Problem[]
    }>

/** So many transactions that follow each other; the same cuts however the text arrives. */
export type Pain001Slice = Readonly<{
  transactions: number
  instructions: readonly Instruction[]
  problems: readonly Problem[]
}>

/** What is known at the end. `refusedBlocks` disagree with themselves: none of their transactions may be used. */
export type Pain001End =
  | Readonly<{ kind: 'refused'; problems: readonly Problem[] }>
  | Readonly<{
      kind: 'read'
      header: Pain001File
      transactions: number
      refusedBlocks: readonly number[]
      /** What hinders nothing, and may still surprise. */
      warnings: readonly Problem[]
    }>

export interface Pain001Reader {
  /** Feeds decoded text, cut anywhere. False: the file is refused, nothing more need be sent. */
  write(text: string): boolean
  /** Call once: at the end of the file, or when `write` has said false. */
  end(): Pain001End
  /** The slices that have become complete since this was asked last; after `end` the rest too. */
  slices(): readonly Pain001Slice[]
  /** What the file says of itself, once that was read. */
  header(): Pain001File | undefined
}

/** The slice without the transactions of refused blocks; each of them becomes a problem. */
export const withoutBlocks = (
  { transactions, instructions, problems }: Pain001Slice,
  refused: readonly number[],
): Pain001Slice => {
  const isRefused = ({ block }: Instruction): boolean => refused.includes(block)
  return {
    transactions,
    instructions: instructions.filter((instruction) => !isRefused(instruction)),
    problems: [...problems, ...instructions.filter(isRefused).map(refusedWithItsBlock)],
  }
}

const refusedWithItsBlock = (instruction: Instruction): Problem => ({
  path: instruction.path,
  line: instruction.line,
  code: 'payment-information-rejected',
  reason: sentenceOf('payment-information-rejected'),
  transaction: instruction.index,
  ...referencesOf(instruction),
})

const referencesOf = ({ paymentInformationId, instructionId, endToEndId }: Instruction) => ({
  paymentInformationId,
  ...(instructionId === undefined ? {} : { instructionId }),
  endToEndId,
})
