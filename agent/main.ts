#!/usr/bin/env node
import { aisled } from './aisled.ts'
import { run } from './cli/run.ts'

await run(aisled, process.argv.slice(2))
