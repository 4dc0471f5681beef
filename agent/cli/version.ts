import { defineCommand } from 'citty'
import { VERSION } from '../health/version.ts'
import { print } from './run.ts'

export const version = defineCommand({
  meta: { name: 'version', description: 'What is installed here.' },
  args: { json: { type: 'boolean', description: 'One JSON object.' } },
  run({ args }) {
    const here = { aisle: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` }
    print(args.json, here, () => `aisle ${here.aisle} (Node ${here.node}, ${here.platform})`)
  },
})
