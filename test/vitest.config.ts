import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { Report } from './report.ts'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', new Report()],
  },
})
