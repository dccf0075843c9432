import { formatInstant, type Instant } from '../../kernel/clock.ts'
import { erased, type Erased } from '../../kernel/personal-data.ts'

export const shownInstant = <Name extends string>(
  name: Name,
  at: Instant | undefined,
): Partial<Record<Name, string>> =>
  at === undefined ? {} : ({ [name]: formatInstant(at) } as Record<Name, string>)

/** Null stands for what was erased. */
export const shownText = (text: string | Erased | undefined): string | null =>
  text === undefined || text === erased ? null : text
