import { describe, expect, it } from 'vitest'
import { layoutMap, lineHeight, type MapBlock } from './map-layout.ts'
import type { Flow } from './traffic-queries.ts'

const flow = (from: string, to: string | undefined, message: string, part: object = {}): Flow => ({
  from,
  ...(to === undefined ? {} : { to }),
  topic: `millrace.dev.x.fct.${from}.${message}`,
  message,
  kind: 'fact',
  isDeclared: true,
  ...part,
})
const quiet = { difference: 'not-seen', severity: 'information' } as const

const overlaps = (blocks: readonly MapBlock[]): boolean =>
  blocks.some((block, index) =>
    blocks
      .slice(index + 1)
      .some((other) => block.y < other.y + other.height && other.y < block.y + block.height),
  )

describe('The picture of the map', () => {
  const many = [
    flow('shop', 'otto', 'Asked'),
    flow('otto', 'shop', 'Answered'),
    ...Array.from({ length: 30 }, (_, n) =>
      flow('payments', n % 3 ? 'ledger' : undefined, `Fact${n}`),
    ),
    flow('shop', 'payments', 'Asked'),
    flow('payments', 'shop', 'Answered'),
  ]

  it('has each system once on each side, and nothing above another', () => {
    const { senders, receivers, lines, height } = layoutMap(many, true)
    expect(senders.map(({ system }) => system)).toEqual(['otto', 'payments', 'shop'])
    expect(receivers.map(({ system }) => system).toSorted()).toEqual([
      '',
      'ledger',
      'otto',
      'payments',
      'shop',
    ])
    expect(overlaps(senders)).toBe(false)
    expect(overlaps(receivers)).toBe(false)
    const rows = lines.map(({ y }) => y)
    expect(rows.every((y, index) => index === 0 || y >= (rows[index - 1] ?? 0) + lineHeight)).toBe(
      true,
    )
    expect(height).toBeGreaterThanOrEqual(lines.length * lineHeight)
  })

  it('is the same whatever the order in which the flows come', () => {
    expect(layoutMap(many.toReversed(), true)).toEqual(layoutMap(many, true))
  })

  it('puts together what is declared and was not seen, unless all is asked for', () => {
    const flows = [
      flow('payments', undefined, 'Settled'),
      flow('payments', undefined, 'Held', quiet),
      flow('payments', undefined, 'Voided', quiet),
      flow('payments', 'shop', 'Lost', { difference: 'topic-undeclared', severity: 'warning' }),
    ]
    const said = (showsAll: boolean) =>
      layoutMap(flows, showsAll).lines.map(({ flows: those }) =>
        those.map(({ message }) => message).join(),
      )
    expect(said(false)).toEqual(['Lost', 'Settled', 'Held,Voided'])
    expect(said(true)).toEqual(['Lost', 'Held', 'Settled', 'Voided'])
  })

  it('is empty where nothing is declared or seen', () => {
    expect(layoutMap([], true)).toEqual({ senders: [], receivers: [], lines: [], height: 0 })
  })
})
