import type { XmlLimits } from './guarded-xml.ts'

/** How much of what one file may have. */
export type Pain001Limits = XmlLimits &
  Readonly<{
    transactionsPerSlice: number
    transactionsMax: number
    /** Elements of one transaction, or of one header. */
    elementsPerRecordMax: number
    /** Problems that are told of one transaction, or of one header. */
    problemsPerRecordMax: number
    /** Problems of all transactions; with more the file is refused. */
    problemsMax: number
  }>

/** Room for every honest file, and a bound on what any other can cost. */
export const pain001Limits: Pain001Limits = {
  transactionsPerSlice: 250,
  // Reading holds some eighty bytes of each, and taking them nothing that grows with their number.
  transactionsMax: 500_000,
  elementsPerRecordMax: 2_000,
  problemsPerRecordMax: 20,
  problemsMax: 10_000,
  depthMax: 32,
  attributesMax: 16,
  textLengthMax: 10_000,
  tokenLengthMax: 200_000,
  documentLengthMax: 200_000_000,
}
