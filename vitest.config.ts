import { defineConfig } from 'vitest/config'
import { testProjects } from './testing/projects.ts'
import { SummaryReporter } from './testing/summary-reporter.ts'

// Examples that break a rule are read as text, and what is installed or built is not ours to test.
const neverTests = ['**/node_modules/**', 'architecture/broken/**', '.cache/**', 'console/dist/**']

export default defineConfig({
  cacheDir: '.cache/vite',
  test: {
    passWithNoTests: true,
    reporters: ['default', new SummaryReporter('.cache/test-summary.json')],
    coverage: {
      provider: 'v8',
      reportsDirectory: 'coverage',
      include: ['{kernel,contexts,adapters,gateway,processes,operations}/**/*.ts'],
      exclude: ['**/*.test.ts'],
    },
    projects: testProjects.map((project, order) => ({
      extends: true as const,
      test: {
        name: project.name,
        include: [...project.include],
        exclude: [...neverTests, ...project.exclude],
        testTimeout: project.testTimeoutMs,
        hookTimeout: project.hookTimeoutMs,
        // Only a failure comes so far; Vitest's own second is soon over on a machine that is busy.
        expect: { poll: { timeout: project.testTimeoutMs / 2 } },
        // A process of its own per file: what one file starts cannot outlive it into the next.
        pool: 'forks' as const,
        maxWorkers: project.filesAtOnceMax,
        sequence: { groupOrder: order },
      },
    })),
  },
})
