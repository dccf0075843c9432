import Type, { type Static } from 'typebox'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { erased, type Erased } from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, type Reply } from '../../kernel/reply.ts'
import { pageSizeMax, type ViewPage, type ViewReader } from '../../kernel/view.ts'

/** What every list takes. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageSizeMax, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 1_000 })),
}

const PageQuery = Type.Object(pageQuery)

/** The part of a view's query that says which page. */
export const pageAsked = ({ limit = 50, cursor }: Static<typeof PageQuery>) => ({
  limit,
  ...(cursor === undefined ? {} : { cursor }),
})

/** The position is asked for before the rows, so that they show at least what it promises. */
export const pageReply = async <Row extends object>(
  reader: ViewReader<Row>,
  read: () => Promise<ViewPage<Row>>,
  show: (page: ViewPage<Row>) => Promise<readonly Json[]> | readonly Json[],
): Promise<Reply> => {
  const position = positionToken(reader.log, await reader.position())
  const page = await read()
  const items = await show(page)
  return ok({ items, position, ...(page.next === undefined ? {} : { next: page.next }) })
}

export const shownInstant = <Name extends string>(
  name: Name,
  at: Instant | undefined,
): Partial<Record<Name, string>> =>
  at === undefined ? {} : ({ [name]: formatInstant(at) } as Record<Name, string>)

/** Null stands for what was erased. */
export const shownText = (text: string | Erased | undefined): string | null =>
  text === undefined || text === erased ? null : text
