import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { missingFiles } from '../../../config/files.ts'
import { examineConfig, loadConfig, type Mistake, whereabouts } from '../../../config/load.ts'
import { discords, type Machine } from '../../../config/together.ts'
import { EXIT, print } from '../run.ts'
import { type Fitted, fitted } from './fitted.ts'
import { hints } from './hints.ts'

export const check = defineCommand({
  meta: {
    name: 'check',
    description:
      'Say all that is wrong in a configuration file, which of the files it names are missing, and how well its cameras are calibrated. Of several files, also what the machines of one store contradict each other in.',
  },
  args: {
    files: {
      type: 'positional',
      valueHint: 'FILE…',
      description: 'The YAML file, or those of several machines.',
      required: true,
    },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {file, ok, mistakes, calibration, hints}; of several files {ok, files, discords}, where files holds one such object each.',
    },
  },
  async run({ args: { _: files, json } }) {
    // One alone that is wrong in itself is a fault, as it is to every command that reads it.
    if (files.length === 1 && !json) loadConfig(files[0])
    const all: Checked[] = []
    for (const file of files) all.push(await checked(file))
    const between = discords(all.filter((one): one is Checked & Machine => one.config !== undefined))
    const ok = all.every(one => one.ok) && between.length === 0
    const reports = all.map(({ config, ...report }) => report)
    print(json, files.length === 1 ? reports[0] : { ok, files: reports, discords: between }, () =>
      [
        ...all.flatMap(spoken),
        ...between.map(({ file, path, value, expected }) => `${file}: ${path}: is ${value}, expected ${expected}`),
        ...(files.length > 1 && between.length === 0 && shared(all).length === 0
          ? ['Between them nothing is wrong.']
          : shared(all)),
      ].join('\n'),
    )
    if (!ok) process.exitCode = EXIT.failed
  },
})

/** Agents that keep their events in one place: in order where they are copied to machines of their own, and refused on one. */
function shared(all: readonly Checked[]): string[] {
  return all.flatMap(({ file, config }, i) => {
    const before = all.slice(0, i).find(one => one.config && one.config.outbox.path === config?.outbox.path)
    return before
      ? [
          `${before.file} and ${file} keep their events in ${config!.outbox.path}: on one machine each needs its own outbox.path.`,
        ]
      : []
  })
}

interface Checked {
  readonly file: string
  readonly config?: Config
  readonly ok: boolean
  readonly mistakes: readonly Mistake[]
  readonly calibration: readonly Fitted[]
  readonly hints: readonly string[]
}

async function checked(file: string): Promise<Checked> {
  const found = examineConfig(file)
  if ('mistakes' in found) return { file, ok: false, mistakes: found.mistakes, calibration: [], hints: [] }
  const { config } = found
  // A configuration that is right in itself may still name files that are not there. The agent would start and try again.
  const mistakes = missingFiles(config)
  const calibration = config.cameras.map(fitted)
  const ok = mistakes.length === 0 && calibration.every(camera => camera.fault === undefined)
  return { file, config, ok, mistakes, calibration, hints: await hints(config, file, Date.now()) }
}

function spoken({ file, config, ok, mistakes, calibration, hints }: Checked): string[] {
  const size = config ? `: ${sensors(config)} sensor(s), ${config.floor.zones.length} zone(s)` : ''
  return [
    `${file} ${ok ? 'is right' : 'is not right'}${size}${ok && hints.length > 0 ? ', but not all of it will work yet' : ''}.`,
    ...mistakes.map(mistake => `  ${whereabouts(mistake)}: is ${mistake.value}, expected ${mistake.expected}`),
    ...calibration.map(({ id, fault, said }) => `  ${id}: ${fault ?? said}`),
    ...hints.map(hint => `  ${hint}`),
  ]
}

function sensors({ cameras, depth, wifi, scanners }: Config): number {
  return cameras.length + depth.length + wifi.length + scanners.length
}
