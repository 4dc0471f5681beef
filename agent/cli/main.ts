#!/usr/bin/env node
import { aislectl } from './aislectl.ts'
import { run } from './run.ts'

await run(aislectl, process.argv.slice(2))
