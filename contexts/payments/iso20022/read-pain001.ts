import { pain001Limits, type Pain001Limits } from './pain001-limits.ts'
import { withoutBlocks, type Pain001Result } from './pain001-slices.ts'
import { createPain001Reader } from './pain001.ts'

/** Reads a file whose text is at hand; see `createPain001Reader`. */
export const readPain001 = (
  chunks: Iterable<string>,
  limits: Pain001Limits = pain001Limits,
): Pain001Result => {
  const reader = createPain001Reader(limits)
  for (const chunk of chunks) if (!reader.write(chunk)) break
  const end = reader.end()
  if (end.kind === 'refused') return end
  const slices = reader.slices().map((slice) => withoutBlocks(slice, end.refusedBlocks))
  return {
    kind: 'read',
    file: end.header,
    instructions: slices.flatMap(({ instructions }) => instructions),
    problems: slices.flatMap(({ problems }) => problems),
  }
}
