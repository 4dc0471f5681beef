import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { examineConfig, loadConfig, whereabouts } from '../../../config/load.ts'
import { discords, type Machine } from '../../../config/together.ts'
import { type Checked, checked } from '../../health/check/checked.ts'
import { EXIT, print } from '../run.ts'

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
    const all: Named[] = []
    for (const file of files) all.push(await named(file))
    const between = discords(all.filter((one): one is Named & Machine => one.config !== undefined))
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
function shared(all: readonly Named[]): string[] {
  return all.flatMap(({ file, config }, i) => {
    const before = all.slice(0, i).find(one => one.config && one.config.outbox.path === config?.outbox.path)
    return before
      ? [
          `${before.file} and ${file} keep their events in ${config!.outbox.path}: on one machine each needs its own outbox.path.`,
        ]
      : []
  })
}

type Named = Checked & { readonly file: string }

async function named(file: string): Promise<Named> {
  return { file, ...(await checked(examineConfig(file), file, Date.now())) }
}

function spoken({ file, config, ok, mistakes, calibration, hints }: Named): string[] {
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
