/** One line of the table. `ratio` is ours over the reference; the reference is null where the peers are missing. */
export interface Result {
  readonly name: string
  readonly unit: string
  readonly ours: number
  readonly reference: number | null
  readonly referenceName: string
  readonly ratio: number | null
}

/** What a result should come to: the aim itself, and the bound beyond which the work is not done. */
export interface Aim {
  readonly of: 'ratio' | 'ours'
  readonly direction: 'at least' | 'at most'
  readonly bound: number
  readonly floor?: number
}

export interface Row extends Result {
  readonly aim?: Aim
  /** What one has to know to read the figure. */
  readonly note?: string
}

export interface Setting {
  /** Short runs: everything within three minutes. */
  readonly quick: boolean
  /** Whether the peers are installed; without them only our own figures and limits are measured. */
  readonly peers: boolean
  readonly say: (line: string) => void
}

/** Measures; never asserts. */
export interface Benchmark {
  readonly name: string
  readonly run: (setting: Setting) => Promise<readonly Row[]>
}

/** A row with its ratio. */
export const row = (
  { name, unit }: Pick<Row, 'name' | 'unit'>,
  ours: number,
  reference: { readonly name: string; readonly value: number | undefined },
  further: Pick<Row, 'aim' | 'note'> = {},
): Row => ({
  name,
  unit,
  ours: rounded(ours),
  reference: reference.value === undefined ? null : rounded(reference.value),
  referenceName: reference.name,
  ratio: reference.value ? rounded(ours / reference.value) : null,
  ...further,
})

/** Three significant digits: more would pretend. */
const rounded = (value: number): number => Number(value.toPrecision(value >= 1_000 ? 4 : 3))

/** Whether a row comes to its aim; undefined where it has none, or was not measured against anything. */
export const verdictOf = ({
  aim,
  ...values
}: Row): 'met' | 'below the aim' | 'not done' | undefined => {
  const value = aim && values[aim.of]
  if (!aim || value === null || value === undefined) return undefined
  const reaches = (bound: number) =>
    aim.direction === 'at least' ? value >= bound : value <= bound
  if (reaches(aim.bound)) return 'met'
  return aim.floor !== undefined && reaches(aim.floor) ? 'below the aim' : 'not done'
}
