import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { violationsIn } from './dependencies.ts'
import type { Surroundings } from './dependencies.ts'
import { isTest, moduleFrom, readModules } from './modules.ts'
import type { Module } from './modules.ts'
import { matchFirst } from './pattern.ts'
import { impurities } from './purity.ts'
import { freePlaces, places } from './places.ts'
import { fileRules, packageRules, purityRules, ruleSlugs } from './rules.ts'
import { projectFiles, projectRoot } from './source-tree.ts'
import { isCode } from './syntax.ts'
import { describeViolation } from './violation.ts'

const brokenRoot = join(import.meta.dirname, 'broken')
const brokenSlugs = readdirSync(brokenRoot)

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

function manifest(folder: string): Manifest {
  const path = join(projectRoot, folder, 'package.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {}
}

function packagesOf(folder: string): Set<string> {
  const { dependencies, devDependencies, optionalDependencies } = manifest(folder)
  return new Set(Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }))
}

const rootPackages = packagesOf('.')
// The peers that the benchmarks measure against are installed apart from the product.
const benchmarkPackages = packagesOf('benchmarks')

function surroundings(root: string): Surroundings {
  const development = manifest('.').devDependencies ?? {}
  return {
    exists: (path) => existsSync(join(root, path)),
    declared: (name, importer) =>
      rootPackages.has(name) || (importer.startsWith('benchmarks/') && benchmarkPackages.has(name)),
    developmentOnly: (name) => name in development,
  }
}

function isFixture(path: string): boolean {
  return path.startsWith('architecture/broken/')
}

const modules = readModules(
  projectRoot,
  projectFiles().filter((path) => !isFixture(path)),
)

function modulesOfFixture(slug: string): Module[] {
  const root = join(brokenRoot, slug)
  return readModules(root, globSync('**/*.{ts,tsx}', { cwd: root }).sort())
}

describe('the project', () => {
  it('keeps every rule', () => {
    const violations = violationsIn(modules, surroundings(projectRoot))
    expect(violations.map(describeViolation)).toEqual([])
  })

  it('is examined whole: every folder of the root with all its code', () => {
    const folders = readdirSync(projectRoot, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => name !== 'node_modules' && name !== 'data' && name !== 'coverage')
    const onDisk = folders
      .flatMap((folder) => globSync(`${folder}/**/*`, { cwd: projectRoot }))
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => isCode(path) && !isFixture(path))
      .filter((path) => !path.includes('/node_modules/') && !path.startsWith('console/dist/'))
      .sort()
    expect(modules.map(({ path }) => path).filter((path) => path.includes('/'))).toEqual(onDisk)
  })

  it('has no folder that neither a rule nor a stated reason speaks of', () => {
    const unspoken = Object.keys(places).filter((place) => {
      // Rules over the whole project (from: **) do not count: they do not say what a folder is for.
      const rules = [...fileRules, ...packageRules].filter(({ from }) => !from.includes('**'))
      const isJudged = rules.some(({ from }) => matchFirst(from, `${place}/a/b.ts`) !== undefined)
      return !isJudged && !(place in freePlaces)
    })
    expect(unspoken).toEqual([])
  })
})

describe('a rule', () => {
  it('has its breaking example, and every example has its rule', () => {
    expect(brokenSlugs.toSorted()).toEqual(ruleSlugs.toSorted())
  })

  it.each(brokenSlugs)('%s is broken by its example, and by nothing else there', (slug) => {
    const root = join(brokenRoot, slug)
    const violations = violationsIn(modulesOfFixture(slug), surroundings(root))
    expect(violations.map((violation) => violation.slug)).toEqual([slug])
  })

  it.each(fileRules.filter((rule) => rule.testsMayAlso !== undefined))(
    '$slug lets the tests beside the code import what they are built from, and the code not',
    (rule) => {
      const folder = rule.from[0]?.replaceAll(/:\w+/g, 'example').replace('**', 'part/') ?? ''
      const source = `import '${'../'.repeat(folder.split('/').length - 1)}testing/given.ts'`
      const around = { ...surroundings(projectRoot), exists: () => true }
      const judged = (path: string): string[] =>
        violationsIn([moduleFrom(path, source)], around).map(({ slug }) => slug)
      const others = rule.to === undefined ? [rule.slug] : ['adapters-see-only-ports']
      expect(judged(`${folder}a.test.ts`)).toEqual([])
      expect(judged(`${folder}a.ts`)).toEqual(others)
    },
  )
})

describe('an import is seen', () => {
  it.each([
    [`import { pool } from '../gateway/a.ts'`],
    [`import type { Pool } from '../gateway/a.ts'`],
    [`import { type Pool } from '../gateway/a.ts'`],
    [`import '../gateway/a.ts'`],
    [`export { pool } from '../gateway/a.ts'`],
    [`export * from '../gateway/a.ts'`],
    [`export type Pool = import('../gateway/a.ts').Pool`],
    [`export const pool = await import('../gateway/a.ts')`],
    [`import pool from '../gateway/../gateway/a.ts'`],
  ])('%s', (source) => {
    const around = { ...surroundings(projectRoot), exists: () => true }
    const violations = violationsIn([moduleFrom('kernel/clock.ts', source)], around)
    expect(violations.map(({ slug }) => slug)).toEqual(['kernel-imports-only-kernel'])
  })
})

describe('the pure ring', () => {
  const usesOf = (source: string): string[] =>
    impurities([moduleFrom('kernel/sample.ts', source)]).map(({ slug }) => slug)

  const bans = purityRules.flatMap(({ slug, bans: names }) =>
    Object.keys(names).map((name) => [slug, name] as const),
  )

  const sourceFor: Record<string, string> = {
    Date: 'const clock = Date; clock.now()',
    Math: 'const { random } = Math',
    '/// <reference': '/// <reference types="node" />',
    'import.meta': 'export const here = import.meta.dirname',
    'Temporal.Now': `import { Temporal as T } from 'temporal-polyfill'; T.Now.instant()`,
  }

  it.each(bans)('%s: %s is found', (slug, name) => {
    expect(usesOf(sourceFor[name] ?? `export const use = () => ${name}`)).toEqual([slug])
  })

  it.each([
    ['a member of something else', 'export const done = order.process + order.crypto'],
    ['a key', 'export const step = { process: 1, fetch: 2 }'],
    ['a type', 'export type Clock = { console: Date }; export let at: Date | undefined'],
    ['a time that is given', 'export const at = (text: string) => new Date(text)'],
    ['arithmetic on given times', 'export const at = Date.UTC(2026, 1, 1) + Date.parse(text)'],
    ['arithmetic', 'export const most = Math.max(1, 2)'],
    ['a question about a value', 'export const is = (x: unknown) => x instanceof Date'],
  ])('%s is no use', (_, source) => {
    expect(usesOf(source)).toEqual([])
  })

  it.each([
    ['a computed member', `export const now = Date['now']()`],
    ['a spread that may be empty', 'export const at = (...given: []) => new Date(...given)'],
    ['a call that ignores its argument', 'export const at = Date()'],
    ['a declaration of our own', 'declare const process: { env: object }'],
    ['shorthand', 'export const outside = { process }'],
  ])('%s is a use', (_, source) => {
    expect(usesOf(source)).toHaveLength(1)
  })

  it('does not speak of tests, which run on Node', () => {
    expect(impurities([moduleFrom('kernel/clock.test.ts', 'Date.now()')])).toEqual([])
    expect(modules.some(({ path }) => isTest(path))).toBe(true)
  })
})
