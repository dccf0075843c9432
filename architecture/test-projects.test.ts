import { matchesGlob } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testProjects } from '../testing/projects.ts'
import { isTest } from './modules.ts'
import { projectFiles } from './source-tree.ts'

function projectsOf(path: string): string[] {
  return testProjects
    .filter(({ include, exclude }) => {
      const matches = (globs: readonly string[]): boolean =>
        globs.some((glob) => matchesGlob(path, glob))
      return matches(include) && !matches(exclude)
    })
    .map(({ name }) => name)
}

describe('the kinds of tests', () => {
  it.each([
    ['kernel/money.test.ts', 'unit'],
    ['contexts/payments/payment.test.ts', 'unit'],
    ['console/features/payments/amount.test.tsx', 'unit'],
    ['adapters/memory/event-store.test.ts', 'adapters'],
    ['adapters/postgres/event-store.test.ts', 'postgres'],
    ['adapters/postgres/writers.process.test.ts', 'process'],
    ['contexts/access/accounts.postgres.test.ts', 'postgres'],
    ['testing/rail.process.test.ts', 'process'],
    ['processes/config.test.ts', 'process'],
    ['millrace.test.ts', 'process'],
    ['examples/parcel/parcel.test.ts', 'process'],
    ['journeys/a-file-of-payments.test.ts', 'journeys'],
    ['journeys/an-operator-watches.browser.test.ts', 'browser'],
    ['console/sign-in.browser.test.ts', 'browser'],
    ['adapters/kafka/message-bus.kafka.test.ts', 'kafka'],
  ])('%s runs as %s', (path, project) => {
    expect(projectsOf(path)).toEqual([project])
  })

  it('take every test file of the project, each exactly once', () => {
    const files = projectFiles().filter(
      (path) => isTest(path) && !path.startsWith('architecture/broken/'),
    )
    expect(files.length).toBeGreaterThan(0)
    expect(files.filter((path) => projectsOf(path).length !== 1)).toEqual([])
  })
})
