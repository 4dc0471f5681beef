import { defineCommand } from 'citty'
import { examineConfig, loadConfig } from '../../../config/load.ts'
import { EXIT, print } from '../run.ts'

export const check = defineCommand({
  meta: { name: 'check', description: 'Say all that is wrong in a configuration file.' },
  args: {
    file: { type: 'positional', description: 'The YAML file.', required: true },
    json: { type: 'boolean', description: 'One JSON object: {file, ok, mistakes}.' },
  },
  run({ args }) {
    if (!args.json) {
      const config = loadConfig(args.file)
      const sensors = config.cameras.length + config.depth.length + config.wifi.length + config.scanners.length
      print(false, {}, () => `${args.file} is right: ${sensors} sensor(s), ${config.floor.zones.length} zone(s).`)
      return
    }
    const examined = examineConfig(args.file)
    const mistakes = 'mistakes' in examined ? examined.mistakes : []
    print(true, { file: args.file, ok: mistakes.length === 0, mistakes }, () => '')
    if (mistakes.length > 0) process.exitCode = EXIT.failed
  },
})
