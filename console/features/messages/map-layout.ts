import type { Flow } from './traffic-queries.ts'

/** What stands in a line of the map: one message, or several of which there is nothing to tell. */
export interface MapLine {
  readonly id: string
  readonly from: string
  /** Empty: nobody is known to take it. */
  readonly to: string
  /** One; several where they were put together. */
  readonly flows: readonly Flow[]
  readonly y: number
}

export interface MapBlock {
  readonly system: string
  readonly y: number
  readonly height: number
  readonly lines: readonly MapLine[]
}

export interface MapLayout {
  readonly senders: readonly MapBlock[]
  readonly receivers: readonly MapBlock[]
  readonly lines: readonly MapLine[]
  readonly height: number
}

export const lineHeight = 32
const blockGap = 14

/**
 * Senders on the left, receivers on the right, messages between them: each system once on each side, each message in
 * a line of its own. The same flows give the same picture, so that nothing jumps while it is looked at.
 */
export const layoutMap = (flows: readonly Flow[], showsAll: boolean): MapLayout => {
  const sorted = [...gathered(flows, showsAll)].sort(byPair)
  const lines: MapLine[] = []
  let y = 0
  for (const line of sorted) {
    const before = lines.at(-1)
    if (before && before.from !== line.from) y += blockGap
    lines.push({ ...line, y })
    y += lineHeight
  }
  const senders = blocksOf(lines, ({ from }) => from).map(spanning)
  const receivers = stacked(blocksOf(lines, ({ to }) => to))
  const ends = [...senders, ...receivers].map((block) => block.y + block.height)
  return { senders, receivers, lines, height: Math.max(0, ...ends) }
}

/** Unless all are asked for, what is declared between two systems and was not seen is one line. */
const gathered = (flows: readonly Flow[], showsAll: boolean): readonly Omit<MapLine, 'y'>[] => {
  const isQuiet = ({ difference }: Flow) => !showsAll && difference === 'not-seen'
  const quiet = new Map<string, Flow[]>()
  for (const flow of flows.filter(isQuiet)) {
    const pair = `${flow.from}\n${flow.to ?? ''}`
    quiet.set(pair, [...(quiet.get(pair) ?? []), flow])
  }
  const together = [...quiet.values()]
  const alone = flows.filter((flow) => !isQuiet(flow)).map((flow) => [flow])
  return [...alone, ...together].flatMap((those) => {
    const [first] = those
    if (!first) return []
    const { from, to = '', topic } = first
    const id = those.length === 1 ? topic : 'quiet'
    return [{ id: `${from}\n${to}\n${id}`, from, to, flows: those }]
  })
}

/** By sender, then by receiver; those put together come last, those without a receiver after all. */
const byPair = (one: Omit<MapLine, 'y'>, other: Omit<MapLine, 'y'>): number => {
  const order = ({ from, to, flows, id }: Omit<MapLine, 'y'>) =>
    [from, to === '' ? '1' : `0${to}`, flows.length > 1 ? '1' : '0', flows[0]?.message, id].join(
      '\n',
    )
  return order(one) < order(other) ? -1 : 1
}

interface Lines {
  readonly system: string
  readonly lines: readonly MapLine[]
}

const blocksOf = (
  lines: readonly MapLine[],
  systemOf: (line: MapLine) => string,
): readonly Lines[] => {
  const systems = [...new Set(lines.map(systemOf))]
  return systems.map((system) => ({
    system,
    lines: lines.filter((line) => systemOf(line) === system),
  }))
}

/** As high as its lines, beside them. */
const spanning = ({ system, lines }: Lines): MapBlock => {
  const [first, last] = [lines[0]?.y ?? 0, lines.at(-1)?.y ?? 0]
  return { system, lines, y: first, height: last + lineHeight - first }
}

/** Below each other, each as near to the middle of its lines as those above leave room. */
const stacked = (blocks: readonly Lines[]): readonly MapBlock[] => {
  const wanted = blocks
    .map((block) => ({ ...block, height: block.lines.length * lineHeight }))
    .map((block) => ({ ...block, middle: middleOf(block.lines) - block.height / 2 }))
    .sort((one, other) => one.middle - other.middle || (one.system < other.system ? -1 : 1))
  const placed: MapBlock[] = []
  for (const { middle, ...block } of wanted) {
    const above = placed.at(-1)
    const free = above ? above.y + above.height + blockGap : 0
    placed.push({ ...block, y: Math.max(free, middle) })
  }
  return placed
}

const middleOf = (lines: readonly MapLine[]): number =>
  lines.reduce((sum, { y }) => sum + y + lineHeight / 2, 0) / lines.length
