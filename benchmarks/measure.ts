/** `callers` who call again as soon as they are answered, for `ms`: calls per second. */
export const callsPerSecond = async (
  callers: number,
  ms: number,
  call: () => Promise<unknown>,
): Promise<number> => {
  let calls = 0
  const begun = performance.now()
  const end = begun + ms
  const caller = async () => {
    while (performance.now() < end) {
      await call()
      calls++
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return (calls * 1_000) / (performance.now() - begun)
}

/** How many of `count` things are done in a second by one piece of work that does them all. */
export const perSecond = async (count: number, work: () => unknown): Promise<number> => {
  const begun = performance.now()
  await work()
  return (count * 1_000) / (performance.now() - begun)
}

export const median = (values: readonly number[]): number => percentile(values, 50)

export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}

/** Runs the contenders in turn, A B A B, so that what else the machine does hits them alike: the median of each. */
export const interleaved = async <Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> => {
  const names = Object.keys(contenders) as Name[]
  const measured = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const name of names) measured.get(name)?.push(await contenders[name]())
  return Object.fromEntries(
    names.map((name) => [name, median(measured.get(name) ?? [])]),
  ) as Record<Name, number>
}

/** How late each of many things was, in milliseconds. */
export type Lateness = readonly number[]
