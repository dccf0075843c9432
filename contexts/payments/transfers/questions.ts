import type { Instant } from '../../../kernel/clock.ts'

/** Questions to the rail; numbered over the transfer's life, counted anew in each status. */
export interface Questions {
  readonly last: number
  readonly inStatus: number
  /** Absent once the last one was answered. */
  readonly openSince?: Instant
}

export const noQuestions: Questions = { last: 0, inStatus: 0 }

/** The last one was answered. */
export const answered = ({ last, inStatus }: Questions): Questions => ({ last, inStatus })
