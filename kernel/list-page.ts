import Type from 'typebox'
import type { Json } from './json.ts'
import { positionToken } from './position-token.ts'
import { ok, type Reply } from './reply.ts'
import type { ViewQuery, ViewReader, ViewRow } from './view.ts'

/** A page of a list, as its route describes it. */
export const pageOf = <Item extends Type.TSchema>(item: Item) =>
  Type.Object({
    items: Type.Array(item),
    next: Type.Optional(Type.String({ description: 'Cursor of the next page; absent at the end' })),
    position: Type.String({
      description:
        'Opaque. The list shows everything up to here; begin a live stream with it as `after`',
    }),
  })

/**
 * A page, and how far the view had come before it was read: a stream that resumes there may repeat a row,
 * and never misses one.
 */
export const pageReply = async <Row extends object>(
  view: ViewReader<Row>,
  query: ViewQuery<Row>,
  show: (rows: readonly ViewRow<Row>[]) => Promise<readonly Json[]> | readonly Json[],
): Promise<Reply> => {
  const position = positionToken(view.log, await view.position())
  const { rows, next } = await view.query(query)
  const items = await show(rows)
  return ok({ items, position, ...(next === undefined ? {} : { next }) })
}
