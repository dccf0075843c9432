import { verdictOf, type Row } from './benchmark.ts'

const headings = [
  'name',
  'unit',
  'ours',
  'reference',
  'reference name',
  'ratio',
  'aim',
  '',
] as const

/** The cells of a row, as they are shown. */
export const cellsOf = (row: Row): readonly string[] => [
  row.name,
  row.unit,
  row.ours.toLocaleString('en'),
  row.reference === null ? '-' : row.reference.toLocaleString('en'),
  row.referenceName,
  row.ratio === null ? '-' : String(row.ratio),
  aimText(row),
  verdictOf(row) ?? '',
]

const aimText = ({ aim, unit }: Row): string => {
  if (!aim) return ''
  const { of, direction, bound, floor } = aim
  const suffix = of === 'ratio' ? 'x' : ` ${unit}`
  const least =
    floor === undefined
      ? ''
      : `, not done ${direction === 'at least' ? 'below' : 'above'} ${floor}${suffix}`
  return `${direction} ${bound.toLocaleString('en')}${suffix}${least}`
}

export const printTable = (rows: readonly Row[]): void => {
  const lines = [headings, ...rows.map(cellsOf)]
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

/** The same as a table of Markdown. */
export const markdownTable = (rows: readonly Row[]): string =>
  [
    ['name', 'unit', 'ours', 'reference', 'reference name', 'ratio', 'aim', 'verdict'],
    ['---', '---', '---:', '---:', '---', '---:', '---', '---'],
    ...rows.map(cellsOf),
  ]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n')
