import { isInSepaCharacterSet } from './identifiers.ts'
import { pathOf, type Element } from './pain001-elements.ts'
import type { Problem } from './pain001-problem.ts'

/** Counts values that not every bank can carry as they are: told once, with the place of the first. */
export const createCharacterWatch = () => {
  let count = 0
  let first: Pick<Problem, 'path' | 'line'> | undefined
  return {
    look: (element: Element): void => {
      if (element.shape.kind !== 'text' || isInSepaCharacterSet(element.text)) return
      count++
      first ??= { path: pathOf(element), line: element.line }
    },
    warnings: (): readonly Problem[] =>
      first
        ? [
            {
              ...first,
              code: 'characters-outside-sepa',
              reason: `${count} values have characters outside the set that all banks carry; some may arrive replaced.`,
            },
          ]
        : [],
  }
}
