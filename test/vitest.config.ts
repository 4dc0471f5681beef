import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { Report } from './report.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // More than cores: many a test waits for seconds that a shop takes, and needs none meanwhile.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new Report()],
  },
})
