#!/usr/bin/env node
import { aislectl } from './aislectl.ts'
import { run } from './run.ts'

// Whoever read our lines has seen enough: what was begun is done all the same, and says how it ended by the exit code.
process.stdout.on('error', thrown => {
  if ((thrown as NodeJS.ErrnoException).code === 'EPIPE') return
  process.stderr.write(`aislectl: standard output cannot be written: ${thrown.message}\n`)
  process.exitCode = 1
})

await run(aislectl, process.argv.slice(2))
