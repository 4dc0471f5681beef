import { pull } from '../../models/pull.ts'
import type { Weight } from '../../models/weight.ts'

/** A process that pulls one weight and is meant to be killed while it does: its address, its cache, the weight as JSON. */
const [registry, cache, weight] = process.argv.slice(2)
const onBytes = (_: string, done: number) => process.stdout.write(`${done}\n`)
for await (const one of pull([JSON.parse(weight) as Weight], { registry, cache, onBytes })) console.log(one)
