/** What the `:names` of a pattern stood for. */
export type Bindings = Readonly<Record<string, string>>

/**
 * Matches a path against a pattern: `*` is anything within one segment, `**` anything at all, and
 * `:name` one segment. Two patterns that use the same `:name` speak of the same segment, which is
 * how "its own folder" is said. Without `bound` the match binds the names; with it, a pattern with
 * a name that is not bound matches nothing.
 */
export function matchPattern(
  pattern: string,
  path: string,
  bound?: Bindings,
): Bindings | undefined {
  const source = pattern.replace(/\*\*|\*|:(\w+)|[^\w/]/g, (part, name: string | undefined) => {
    if (name !== undefined) return segment(name, bound)
    if (part === '**') return '.*'
    return part === '*' ? '[^/]*' : `\\${part}`
  })
  const match = new RegExp(`^${source}$`).exec(path)
  return match === null ? undefined : { ...bound, ...match.groups }
}

function segment(name: string, bound: Bindings | undefined): string {
  if (bound === undefined) return `(?<${name}>[^/]+)`
  const matchesNothing = '(?!)'
  return bound[name]?.replace(/\W/g, '\\$&') ?? matchesNothing
}

/** The bindings of the first pattern that matches. */
export function matchFirst(
  patterns: readonly string[],
  path: string,
  bound?: Bindings,
): Bindings | undefined {
  for (const pattern of patterns) {
    const match = matchPattern(pattern, path, bound)
    if (match !== undefined) return match
  }
  return undefined
}
