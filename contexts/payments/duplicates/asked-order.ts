/** An order as it is asked for, which may be the first under its reference. */
export interface AskedOrder {
  /** Of the first payment under its reference. */
  readonly firstId: string
  /** For how long the same order again is a duplicate. */
  readonly withinMs: number
  /** The log has claims that stand apart from their payments. */
  readonly mayStandApart?: true
}
