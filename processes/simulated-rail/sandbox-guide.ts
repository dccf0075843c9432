import { sandboxTriggers, type SandboxTrigger } from './sandbox-triggers.ts'

/** A page of prose and tables, written once and shown as Markdown (docs/) and as HTML (/docs/<name>). */
export interface Guide {
  readonly title: string
  readonly parts: readonly GuidePart[]
}
type GuidePart =
  | { readonly heading: string }
  | { readonly text: string }
  | { readonly code: string; readonly language: string }
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }

const order = `curl -X POST $MILLRACE/v1/payments \\
  -H "authorization: Bearer $KEY" -H "idempotency-key: $(uuidgen)" -H "content-type: application/json" \\
  -d '{"amount": {"minorUnits": "1250", "currency": "EUR"},
       "debtor": {"name": "Ada Lovelace", "iban": "DE89370400440532013000"},
       "creditor": {"name": "Charles Babbage", "iban": "FR1420041010050500013M02606"},
       "endToEndId": "INVOICE-7-TRIGGER-REJECT-AM04"}'`

const codeOf = (text: string): string => `\`${text}\``

/** The amounts that ask for a row, as they stand in the page: each with its reason where there is one. */
const amountsOf = (row: SandboxTrigger): string =>
  'amounts' in row
    ? Object.entries(row.amounts)
        .map(([ending, code]) => `${ending} ${code}`)
        .join(', ')
    : (row.amountEnds ?? '')

const rowOf = (row: SandboxTrigger): readonly string[] => [
  'amounts' in row ? `${codeOf(`${row.word}AC04`)} (any reason)` : codeOf(row.word),
  amountsOf(row),
  row.happens,
  codeOf(row.payment),
  row.refund === undefined ? '' : codeOf(row.refund),
]

/** docs/sandbox.md and /docs/sandbox. */
export const sandboxGuide = (): Guide => ({
  title: 'Sandbox',
  parts: [
    {
      text:
        'The payment rail that comes with Millrace moves no money. Each of its faults can be ' +
        'asked for by a payment, over the API or in a file, so that what a program makes of it ' +
        'can be tried before it happens.',
    },
    { code: order, language: 'sh' },
    { heading: 'Triggers' },
    {
      text:
        'A word counts anywhere in `endToEndId`, in capitals or not; several words in one id each ' +
        'have their effect. An amount counts by how its minor units end, unless the fault script ' +
        'says `amountTriggers: false`. Of a payment that is captured in parts, each capture is ' +
        'meant. Without a trigger a payment settles.',
    },
    {
      columns: ['word', 'amount ends in', 'what the rail does', 'payment', 'refund'],
      rows: sandboxTriggers.map(rowOf),
    },
    {
      text:
        'The last two columns say what comes of it in the end; a test asks for each over the API ' +
        'and finds what stands here. A refund carries the reference of its payment: ' +
        '`TRIGGER-REFUND-` in place of `TRIGGER-` is meant for the refund, and not for the ' +
        'payment (`TRIGGER-REFUND-REJECT-AM04`). An amount is that of the refund itself. Where ' +
        'the column is empty, refunds are not touched.',
    },
    { heading: 'Times' },
    {
      text:
        'A payment settles after `MILLRACE_RAIL_SETTLE_MS`, at most twice as long. One that is ' +
        '`unknown` is asked about after the pauses of `MILLRACE_STATUS_QUERY_DELAYS_MS`, one that ' +
        'is pending after those of `MILLRACE_PENDING_QUERY_DELAYS_MS`: where callbacks are lost, ' +
        'that is when the end is found. Rates in place of triggers, outages by the clock, and all ' +
        'times: `MILLRACE_RAIL_FAULTS`, the fault script.',
    },
  ],
})

export const markdownOf = ({ title, parts }: Guide): string =>
  [`# ${title}`, ...parts.map(markdownPart)].join('\n\n').concat('\n')

const markdownPart = (part: GuidePart): string => {
  if ('heading' in part) return `## ${part.heading}`
  if ('text' in part) return part.text
  if ('code' in part) return `\`\`\`${part.language}\n${part.code}\n\`\`\``
  const lines = [part.columns, ...part.rows]
  // As the formatter leaves it: each column as wide as its widest cell.
  const widths = part.columns.map((_, index) =>
    Math.max(3, ...lines.map((cells) => cells[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, index) => (cells[index] ?? '').padEnd(width)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(part.columns), rule, ...part.rows.map(line)].join('\n')
}

/** What stands between the tags of a page's body. */
export const htmlOf = ({ title, parts }: Guide): string =>
  [`<h1>${escaped(title)}</h1>`, ...parts.map(htmlPart)].join('\n')

const htmlPart = (part: GuidePart): string => {
  if ('heading' in part) return `<h2>${escaped(part.heading)}</h2>`
  if ('text' in part) return `<p>${inline(part.text)}</p>`
  if ('code' in part) return `<pre tabindex="0">${escaped(part.code)}</pre>`
  const cells = (tag: string, row: readonly string[]) =>
    `<tr>${row.map((cell) => `<${tag}>${inline(cell)}</${tag}>`).join('')}</tr>`
  const body = part.rows.map((row) => cells('td', row)).join('\n')
  return `<div class="wide" tabindex="0"><table><thead>${cells('th', part.columns)}</thead><tbody>\n${body}\n</tbody></table></div>`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const inline = (text: string): string => escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
