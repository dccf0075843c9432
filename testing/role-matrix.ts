import { roles, type Role } from '../kernel/role.ts'

/** What the description of the API says of one operation, as far as its callers go. */
export interface DescribedOperation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly 'x-roles'?: readonly Role[]
  readonly 'x-open'?: string
  readonly 'x-signed'?: string
  readonly 'x-step-up'?: true
  readonly 'x-budget': string
}

export interface DescribedApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>
}

/** docs/roles.md: who may call which route, written from the description of the running program. */
export const roleMatrix = ({ paths }: DescribedApi): string => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')
  const sections = [...byTag]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([tag, described]) => `## ${tag}\n\n${table(described.map(rowOf))}`)
  return [head, ...sections].join('\n\n').concat('\n')
}

const head = `# Who may call what

Written by \`npm run roles\` from the routes of the running program; a test calls each of them as everybody and finds what stands here. \`yes\`: may call; \`fresh\`: may call, in a session with a proof of the person that is some minutes old at most. Where anybody may call, the reason stands in the API description. The last column is the budget that a request comes out of ([decision 0013](decisions/0013-budgets-of-callers.md)).`

interface Described {
  readonly path: string
  readonly method: string
  readonly operation: DescribedOperation
}

const rowOf = ({ path, method, operation }: Described): readonly string[] => [
  `\`${method.toUpperCase()} ${path}\``,
  operation['x-open'] === undefined ? (operation['x-signed'] ? 'signed' : '') : 'yes',
  ...roles.map((role) => cellOf(operation, role)),
  operation['x-budget'],
]

const cellOf = (operation: DescribedOperation, role: Role): string => {
  if (operation['x-open'] !== undefined) return 'yes'
  if (!operation['x-roles']?.includes(role)) return ''
  return operation['x-step-up'] ? 'fresh' : 'yes'
}

const columns = ['route', 'not signed in', ...roles, 'budget']

/** As the formatter leaves it: each column as wide as its widest cell. */
const table = (rows: readonly (readonly string[])[]): string => {
  const all = [columns, ...rows]
  const widths = columns.map((_name, index) =>
    Math.max(3, ...all.map((cells) => cells[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, index) => (cells[index] ?? '').padEnd(width)).join(' | ')} |`
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  )
}
