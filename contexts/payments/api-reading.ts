import Type from 'typebox'
import type { Role } from '../../kernel/role.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { problemReply, type Problem, type Reply } from '../../kernel/reply.ts'
import { pageSizeMax, type ViewPage, type ViewReader } from '../../kernel/view.ts'
import { PositionToken } from './contract.ts'

/** Who may look. Everybody sees parties masked. */
export const readers: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]

/** Who may have payments made. */
export const payers: readonly Role[] = ['operator', 'administrator', 'service']

export const tag = 'Payments'

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageSizeMax, default: 50 })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 4_000,
      description: '`next` of the page before, same filter and sort',
    }),
  ),
}

export const pageOf = <Item extends Type.TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'Cursor of the next page; absent at the end' })),
    position: Type.Unsafe<string>({
      ...PositionToken,
      description: 'The list shows everything up to here; begin a live stream with it as `after`',
    }),
  })

/**
 * A page, and how far the view had come before it was read: a stream that resumes there may repeat a row,
 * and never misses one.
 */
export const readPage = async <Row extends object, Shown extends object>(
  view: ViewReader<Row>,
  read: () => Promise<ViewPage<Row>>,
  show: (page: ViewPage<Row>) => Promise<readonly Shown[]> | readonly Shown[],
): Promise<{ items: Shown[]; next?: string; position: string }> => {
  const position = positionToken(view.log, await view.position())
  const page = await read()
  const items = [...(await show(page))]
  return { items, ...(page.next === undefined ? {} : { next: page.next }), position }
}

/** `-receivedAt`: descending. */
export const sortOf = <Field extends string>(sort: `-${Field}` | Field) =>
  sort.startsWith('-')
    ? ({ field: sort.slice(1) as Field, direction: 'descending' } as const)
    : ({ field: sort as Field, direction: 'ascending' } as const)

export const invalidRequest = (fields: NonNullable<Problem['fields']>): Reply =>
  problemReply({ slug: 'invalid-request', status: 400, title: 'The request is not valid', fields })

export const notFound = (what: string): Reply =>
  problemReply({ slug: `${what}-unknown`, status: 404, title: `There is no such ${what}` })
