import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { Order } from './order.ts'
import { Report } from './report.ts'
import { shared } from './shared.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const together = shared(import.meta.dirname)

export default defineConfig({
  root,
  test: {
    globalSetup: 'test/built.ts',
    // More than cores: many a test waits for seconds that a shop takes, and needs none meanwhile.
    maxWorkers: 3,
    sequence: { sequencer: Order },
    reporters: ['default', new Report()],
    projects: [
      project('alone', true, ['test/**/*.test.ts'], together),
      // One process after the other for all of them: to start one and to read what a test imports takes longer than most of these tests.
      project('shared', false, together),
    ],
  },
})

function project(name: string, isolate: boolean, include: string[], exclude: string[] = []) {
  return {
    root,
    test: {
      name,
      isolate,
      include,
      exclude: ['**/node_modules/**', ...exclude],
      pool: 'forks',
      testTimeout: 60_000,
      hookTimeout: 120_000,
      // Dozens of tests run real programs beside each other: one that fails once is tried again, and named at the end.
      retry: 1,
    },
  } satisfies TestProjectInlineConfiguration
}
