import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { Order } from './order.ts'
import { Report } from './report.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/built.ts',
    pool: 'forks',
    // More than cores: many a test waits for seconds that a shop takes, and needs none meanwhile.
    maxWorkers: 3,
    sequence: { sequencer: Order },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Dozens of tests run real programs beside each other: one that fails once is tried again, and named at the end.
    retry: 1,
    reporters: ['default', new Report()],
  },
})
