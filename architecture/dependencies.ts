import { cyclesIn } from './cycles.ts'
import { isTest } from './modules.ts'
import type { Import, Module } from './modules.ts'
import { matchFirst } from './pattern.ts'
import { impurities } from './purity.ts'
import { placedModules } from './places.ts'
import { fileRules, graphRules, packageRules, productModules } from './rules.ts'
import type { FileRule, GraphRuleSlug, PackageRule } from './rules.ts'
import type { Violation } from './violation.ts'

/** What the graph is checked against besides the rules: what exists outside the modules. */
export interface Surroundings {
  readonly exists: (path: string) => boolean
  /** Packages that may be imported by the module of this path. */
  readonly declared: (packageName: string, importer: string) => boolean
  readonly developmentOnly: (packageName: string) => boolean
}

/** Every rule over every module. */
export function violationsIn(modules: readonly Module[], around: Surroundings): Violation[] {
  return [
    ...modules.filter((module) => !matchFirst(placedModules, module.path)).map(unplaced),
    ...modules.flatMap((module) =>
      module.imports.flatMap((imported) => judge(module, imported, around)),
    ),
    ...cyclesIn(modules).map(describeCycle),
    ...impurities(modules),
  ]
}

function judge(module: Module, imported: Import, around: Surroundings): Violation[] {
  const broken = (slug: string, sentence: string): Violation => {
    const detail = `imports ${imported.specifier ?? 'a computed name'} (${sentence})`
    return { slug, path: module.path, line: imported.line, detail }
  }
  return [
    ...fileRules.filter((rule) => breaksFileRule(rule, module.path, imported)),
    ...packageRules.filter((rule) => breaksPackageRule(rule, module.path, imported)),
    ...graphRulesBroken(module.path, imported, around).map((slug) => ({
      slug,
      sentence: graphRules[slug],
    })),
  ].map(({ slug, sentence }) => broken(slug, sentence))
}

function breaksFileRule(rule: FileRule, importer: string, { target, typeOnly }: Import): boolean {
  if (target.kind !== 'file') return false
  const own = matchFirst(rule.from, importer)
  if (own === undefined || matchFirst(rule.except ?? [], importer)) return false
  if (rule.to !== undefined && !matchFirst(rule.to, target.path)) return false
  const allow = isTest(importer) ? [...rule.allow, ...(rule.testsMayAlso ?? [])] : rule.allow
  if (!matchFirst(allow, target.path, own)) return true
  return rule.typesOnly === true && !typeOnly && !isTest(importer)
}

function breaksPackageRule(rule: PackageRule, importer: string, imported: Import): boolean {
  const { target } = imported
  if (target.kind !== rule.judges) return false
  if (!matchFirst(rule.from, importer) || matchFirst(rule.except ?? [], importer)) return false
  return target.kind === 'builtin' || !rule.allows(target.name, importer)
}

function graphRulesBroken(
  importer: string,
  { target, typeOnly }: Import,
  around: Surroundings,
): GraphRuleSlug[] {
  switch (target.kind) {
    case 'computed':
      return ['imports-are-literal']
    case 'file':
      return around.exists(target.path) ? [] : ['imports-name-what-exists']
    case 'builtin':
      return []
    case 'package':
      if (!around.declared(target.name, importer)) return ['imports-name-what-exists']
      return !typeOnly && isProduct(importer) && around.developmentOnly(target.name)
        ? ['product-imports-no-development-packages']
        : []
  }
}

function isProduct(path: string): boolean {
  return matchFirst(productModules, path) !== undefined && !isTest(path)
}

function unplaced({ path }: Module): Violation {
  const detail = 'lies in no folder that architecture/rules.ts knows'
  return { slug: 'every-module-has-a-place', path, line: 1, detail }
}

function describeCycle(cycle: readonly string[]): Violation {
  const [path = ''] = cycle
  const detail = `is imported by what it imports: ${[...cycle, path].join(' -> ')}`
  return { slug: 'no-import-cycles', path, line: 1, detail }
}
