import { defineCommand } from 'citty'
import type { Config } from '../../config/config.ts'
import { why } from '../../config/fault.ts'
import { examineConfig } from '../../config/load.ts'
import { redacted } from '../../config/redacted.ts'
import { writable, write } from '../../models/write.ts'
import { openDoor } from '../console/door.ts'
import { baselineFile, readBaselines } from '../health/baseline.ts'
import { isSound, type Way } from '../health/doctor/hop.ts'
import { archive } from './bundle/archive.ts'
import { database, log, unit, versions } from './bundle/figures.ts'
import { Mask, SHORTEST } from './bundle/mask.ts'
import { diagnose } from './doctor/diagnosis.ts'
import { table } from './doctor/table.ts'
import { number, whole } from './number.ts'
import { print } from './run.ts'

const FOLDER = 'aisle-bundle'

export const bundle = defineCommand({
  meta: {
    name: 'bundle',
    description:
      'Pack what whoever helps from afar needs: versions, the configuration without its secrets, what doctor finds, how the agent is, its metrics, the last lines of its log, sizes of its database. No events, no pictures, no names of people, no hosts or addresses: those get numbers.',
  },
  args: {
    config: {
      type: 'string',
      valueHint: 'FILE',
      required: true,
      description:
        'The configuration, a YAML file; where it is broken the log is left out, since nobody knows then which secrets to look for in it.',
    },
    out: { type: 'string', valueHint: 'FILE.tar.gz', required: true, description: 'Where it is written.' },
    lines: { type: 'string', valueHint: 'N', default: '1000', description: 'Lines of the log.' },
    patience: { type: 'string', valueHint: 'SECONDS', default: '10', description: 'As of doctor.' },
    json: {
      type: 'boolean',
      description:
        'One JSON object: {out, bytes, files, healthy, masked}; masked is false where the configuration is broken, so that the log is left out.',
    },
  },
  async run({ args: { config: file, out, lines, patience, json } }) {
    const [count, seconds] = [whole('--lines', lines, 0, 1_000_000), number('--patience', patience, 0.1, 600)]
    await writable(out)
    const nowMs = Date.now()
    const loaded = examineConfig(file)
    const config = 'config' in loaded ? loaded.config : undefined
    const told = new Map<string, unknown>()
    const put = (name: string, value: unknown) => void told.set(name, value)
    const { ways } = await diagnose(file, { patienceMs: 1000 * seconds, nowMs })
    const mask = new Mask(config, wordsOf(ways))
    put('configuration.json', 'config' in loaded ? redacted(loaded.config) : { mistakes: loaded.mistakes })
    put('doctor.json', ways)
    put('doctor.txt', `${table(ways, false)}\n`)
    if (config) await ofAgent(config, file, put)
    put('unit.txt', `${await unit()}\n`)
    if (config) put('log.ndjson', await log(count))
    // Of all of it first, so that a host has its number also where it stands before its URL does.
    for (const value of told.values()) mask.learn(JSON.stringify(value))
    const files = new Map<string, string>()
    // Ours alone, and the version of an engine looks like an address.
    files.set(`${FOLDER}/versions.json`, indented(await versions()))
    for (const [name, value] of told) files.set(`${FOLDER}/${name}`, masked(name, value, mask))
    files.set(`${FOLDER}/README.txt`, about(new Date(nowMs), config ? mask.found : undefined))
    const bytes = archive(files, nowMs)
    await write(out, bytes, { mode: 0o600 })
    const healthy = ways.every(isSound)
    const isMasked = config !== undefined
    print(
      json,
      { out, bytes: bytes.length, files: [...files.keys()], healthy, masked: isMasked },
      () =>
        `${out}: ${files.size} files, ${(bytes.length / 1000).toFixed(0)} kB. ${healthy ? 'Doctor found nothing that fails; what is in doubt says doctor.txt in it.' : 'Doctor found something wrong: see doctor.txt in it.'}${isMasked ? '' : ` The log is not in it: ${file} is broken, so its secrets could not be looked for. Mend it and pack again.`} Look into it before you pass it on: tar -xzOf ${out} | less`,
    )
  },
})

/** What a running agent tells, and what is kept beside its database. */
async function ofAgent(config: Config, file: string, put: (name: string, value: unknown) => void): Promise<void> {
  const door = openDoor(config, file)
  const otherwise = (thrown: unknown) => ({ absent: why(thrown) })
  put('state.json', await door.get('/state').catch(otherwise))
  put('metrics.txt', await door.text('/metrics').catch(thrown => `# ${why(thrown)}\n`))
  put('database.json', database(config.outbox.path))
  try {
    put('walks.json', readBaselines(baselineFile(config.outbox.path)))
  } catch (thrown) {
    put('walks.json', otherwise(thrown))
  }
}

/** A text, lines of a log, or a value, as it may leave the shop. */
function masked(name: string, value: unknown, mask: Mask): string {
  if (typeof value === 'string') return mask.text(value)
  if (name.endsWith('.ndjson')) return (value as string[]).map(line => `${maskedLine(line, mask)}\n`).join('')
  return indented(mask.value(value))
}

/** A line that is JSON stays JSON. */
function maskedLine(line: string, mask: Mask): string {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch {
    return mask.text(line)
  }
  return JSON.stringify(mask.value(parsed))
}

/** Of which doctor makes the names of its hops, and what it calls a broker or a camera: not which one. */
function wordsOf(ways: readonly Way[]): string[] {
  return ways.flatMap(({ of, hops }) => [of.split(' ', 1)[0], ...hops.flatMap(({ hop }) => hop.split(' '))])
}

function indented(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}

/** `found` is how often a secret was hidden; undefined where nobody could look for any. */
function about(at: Date, found: number | undefined): string {
  const [files, secrets] =
    found === undefined
      ? BROKEN
      : [
          WHOLE,
          `Secrets that the configuration names were looked for in all of it, but for what is shorter than ${SHORTEST} letters, and hidden ${found} time(s).`,
        ]
  return `What aislectl bundle packed on ${at.toISOString()}.

versions.json       what is installed, and what machine it is
doctor.json, .txt   what was proved, hop by hop
unit.txt            how the unit is
${files}

Hosts and addresses have numbers, the same wherever they stand; a host that is called by a word of doctor's, such as broker, in URLs alone.
Events, pictures, templates, names of people and hardware addresses are nowhere. Tenant, store, agent and sensors are called what they are.
${secrets}
`
}

const WHOLE = `configuration.json  the configuration with its defaults; secrets are not shown
state.json          how the running agent was; metrics.txt its metrics
database.json       sizes and numbers of rows, nothing of what is in them
walks.json          what walks over lines have found
log.ndjson          the last lines of the journal`

const BROKEN = [
  'configuration.json  what is wrong in the configuration',
  'The configuration is broken: its secrets could NOT be looked for, nor hosts that stand in it. So neither the log nor anything of a running agent is in here.',
] as const
