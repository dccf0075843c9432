// Behind `npm test` and `npm run check`. Plain JavaScript, because the first thing it checks is
// whether this Node can run TypeScript at all.
//
//   npm test                 everything
//   npm test -- kernel/      only the tests whose path has this in it (Vitest's own arguments)
//   npm run check            everything but the tests
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getChromium } from './get-chromium.mjs'
import { getSchemathesis } from './get-schemathesis.mjs'
import { getXfs } from './get-xfs.mjs'

const nodeMajorMin = 24
const root = join(import.meta.dirname ?? '.', '..')
const summaryFile = join(root, '.cache/test-summary.json')
// The last line again, for a caller whose output goes on after ours.
const countsFile = join(root, '.cache/test-counts.txt')

const checks = {
  format: ['oxfmt/bin/oxfmt', '--check'],
  lint: ['oxlint/bin/oxlint'],
  types: ['typescript/bin/tsc', '--build'],
}

/** One line of the table; `counts` of a check are one passed or one failed. */
const parts = []
const notes = []

function main() {
  if (!isNodeNewEnough()) return 1
  const [first, ...others] = process.argv.slice(2)
  const isCheckOnly = first === 'check' && others.length === 0
  const filters = isCheckOnly ? [] : process.argv.slice(2)
  mkdirSync(join(root, '.cache'), { recursive: true })
  if (filters.length === 0)
    for (const [name, command] of Object.entries(checks)) check(name, command)
  if (!isCheckOnly) test(filters)
  return report()
}

function isNodeNewEnough() {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= nodeMajorMin) {
    parts.push({ name: 'node', passed: 1, failed: 0, skipped: 0, detail: node })
    return true
  }
  console.error(`Millrace needs Node ${nodeMajorMin} or later, and this is ${node}.`)
  console.error(
    'npm test runs with the Node that npm ci installs; on macOS install Node 24 itself.',
  )
  return false
}

function check(name, [program, ...args]) {
  heading(name)
  const startedAt = performance.now()
  const isGood = runNode(program, args) === 0
  parts.push({
    name,
    passed: isGood ? 1 : 0,
    failed: isGood ? 0 : 1,
    skipped: 0,
    detail: seconds(performance.now() - startedAt),
  })
}

function test(filters) {
  heading('tests')
  const chromium = getChromium()
  if (chromium !== undefined) notes.push(`browser: ${chromium}`)
  const xfs = getXfs()
  if (xfs !== undefined) notes.push(`postgres: ${xfs}`)
  const schemathesis = getSchemathesis()
  if (schemathesis !== undefined) notes.push(`journeys: ${schemathesis}`)
  rmSync(summaryFile, { force: true })
  // A filter that no test matches is a mistake, not a success.
  const strict = filters.length > 0 ? ['--passWithNoTests=false'] : []
  const status = runNode('vitest/vitest.mjs', ['run', ...filters, ...strict])
  const summary = readSummary()
  for (const [project, counts] of Object.entries(summary.projects)) {
    const { passed, failed, skipped, durationMs } = counts
    const detail = seconds(durationMs)
    parts.push({ name: `${project} tests`, passed, failed, skipped, detail })
  }
  addSkips(summary.skips)
  const known = summary.unhandledErrors + parts.reduce((sum, { failed }) => sum + failed, 0)
  // Vitest may fail for a reason that belongs to no test: a setting, a crash, an error unhandled.
  if (summary.unhandledErrors > 0 || (status !== 0 && known === 0)) {
    const failed = Math.max(1, summary.unhandledErrors)
    parts.push({ name: 'outside tests', passed: 0, failed, skipped: 0, detail: 'see above' })
  }
}

function readSummary() {
  if (!existsSync(summaryFile)) return { projects: {}, skips: [], unhandledErrors: 0 }
  return JSON.parse(readFileSync(summaryFile, 'utf8'))
}

/** One line for each reason in each file, however many tests it kept from running. */
function addSkips(skips) {
  const lines = new Map()
  for (const { project, file, reason } of skips) {
    const line = `${project}: ${file}: ${reason ?? 'no reason given'}`
    lines.set(line, (lines.get(line) ?? 0) + 1)
  }
  for (const [line, count] of lines) notes.push(count === 1 ? line : `${line} (${count} tests)`)
}

function runNode(program, args) {
  const path = join(root, 'node_modules', program)
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }
  const run = spawnSync(process.execPath, [path, ...args], options)
  if (run.error !== undefined) console.error(run.error.message)
  return run.status ?? 1
}

function report() {
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
  heading('result')
  for (const part of parts) console.log(row(part))
  if (notes.length > 0)
    console.log(`\nSkipped or missing:\n${notes.map((note) => `  ${note}`).join('\n')}`)
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  writeFileSync(countsFile, `${counts}\n`)
  console.log(`\n${counts}`)
  return failed === 0 ? 0 : 1
}

function row({ name, passed, failed, skipped, detail }) {
  const word = failed > 0 ? 'FAILED' : 'ok'
  const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`
  return `  ${name.padEnd(16)}${word.padEnd(8)}${counts.padEnd(38)}${detail}`
}

function heading(text) {
  console.log(`\n== ${text}`)
}

function seconds(durationMs) {
  return `${(durationMs / 1000).toFixed(1)} s`
}

process.exitCode = main()
