import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'

export interface ProjectSummary {
  passed: number
  failed: number
  skipped: number
  /** Milliseconds spent in tests and hooks, summed over files. */
  durationMs: number
}

/** What testing/run.mjs reads after the tests have run. */
export interface TestSummary {
  projects: Record<string, ProjectSummary>
  /** One line for each skipped test: where it is and the reason it gave. */
  skips: { project: string; file: string; test: string; reason: string | undefined }[]
  /** Errors that belong to no test, such as a promise rejected after its test had ended. */
  unhandledErrors: number
}

/** Writes the counts, and the reason of every skipped test, as JSON. */
export class SummaryReporter implements Reporter {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const summary: TestSummary = {
      projects: {},
      skips: [],
      unhandledErrors: unhandledErrors.length,
    }
    for (const module of modules) addModule(summary, module)
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(summary, null, 2))
  }
}

function addModule(summary: TestSummary, module: TestModule): void {
  const counts = (summary.projects[module.project.name] ??= {
    passed: 0,
    failed: 0,
    skipped: 0,
    durationMs: 0,
  })
  const failedBefore = counts.failed
  counts.durationMs += module.diagnostic().duration
  for (const test of module.children.allTests()) addTest(summary, counts, module, test)
  // A file that does not load, or a hook that throws, fails without any test having failed.
  if (module.state() === 'failed' && counts.failed === failedBefore) counts.failed += 1
}

function addTest(
  summary: TestSummary,
  counts: ProjectSummary,
  module: TestModule,
  test: TestCase,
): void {
  const result = test.result()
  if (result.state === 'passed') counts.passed += 1
  else if (result.state === 'failed') counts.failed += 1
  else {
    counts.skipped += 1
    const reason = result.state === 'skipped' ? result.note : 'was not run'
    const file = module.relativeModuleId
    summary.skips.push({ project: module.project.name, file, test: test.fullName, reason })
  }
}
