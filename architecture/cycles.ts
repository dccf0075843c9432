import type { Module } from './modules.ts'

/**
 * The import cycles, each as one shortest way round, starting at its first path. Modules that are
 * tangled in several cycles are reported by one way round each, until none is left unmentioned.
 */
export function cyclesIn(modules: readonly Module[]): string[][] {
  const imports = new Map(modules.map((module) => [module.path, filesImported(module)]))
  const mentioned = new Set<string>()
  const cycles: string[][] = []
  for (const path of [...imports.keys()].sort()) {
    if (mentioned.has(path)) continue
    const cycle = shortestWayBack(path, imports)
    if (cycle === undefined) continue
    for (const step of cycle) mentioned.add(step)
    cycles.push(cycle)
  }
  return cycles
}

function filesImported(module: Module): string[] {
  return module.imports.flatMap(({ target }) => (target.kind === 'file' ? [target.path] : []))
}

function shortestWayBack(
  start: string,
  imports: ReadonlyMap<string, readonly string[]>,
): string[] | undefined {
  const seen = new Set<string>()
  let ways: string[][] = [[start]]
  while (ways.length > 0) {
    const longer: string[][] = []
    for (const way of ways) {
      for (const next of imports.get(way.at(-1) ?? start) ?? []) {
        if (next === start) return way
        if (seen.has(next)) continue
        seen.add(next)
        longer.push([...way, next])
      }
    }
    ways = longer
  }
  return undefined
}
