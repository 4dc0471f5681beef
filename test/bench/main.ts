import { cpus } from 'node:os'
import type { Row } from './row.ts'

/**
 * `npm run bench [-- NAME…] [-- --json] [-- --verbose]`: the benchmarks, one after the other, each alone on the machine as far as we
 * can help. Some say more of what went wrong where they are asked to be verbose. `npm run bench -- accuracy --update` writes down
 * the accuracy that later changes are held against; `npm run bench -- cameras --minutes=N` looks on for longer or shorter than half an hour.
 */
const BENCHES: Record<
  string,
  () => Promise<{ bench(how: { verbose: boolean; update: boolean; minutes: number }): Promise<readonly Row[]> }>
> = {
  vision: () => import('./vision.ts'),
  match: () => import('./match.ts'),
  recognition: () => import('./recognition.ts'),
  codes: () => import('./codes.ts'),
  gate: () => import('./gate.ts'),
  presence: () => import('./presence.ts'),
  tracking: () => import('./tracking.ts'),
  endurance: () => import('./endurance.ts'),
  trust: () => import('./trust.ts'),
  confidence: () => import('./confidence.ts'),
  overhead: () => import('./overhead.ts'),
  shop: () => import('./shop.ts'),
  floor: () => import('./floor.ts'),
  moments: () => import('./moments.ts'),
  outbox: () => import('./outbox.ts'),
  outage: () => import('./outage.ts'),
  load: () => import('./load.ts'),
  latency: () => import('./latency.ts'),
  cameras: () => import('./cameras.ts'),
  requests: () => import('./requests.ts'),
  accuracy: () => import('./accuracy.ts'),
  trajectories: () => import('./accuracy/trajectories.ts'),
}

const OPTION = /^--(?:json|verbose|update|help|minutes=\d+(?:\.\d+)?)$/
const wrong = process.argv.slice(2).filter(word => word.startsWith('--') && !OPTION.test(word))
if (wrong.length > 0) {
  process.stderr.write(
    `There is no option ${wrong.join(', ')}. Known are: --json, --verbose, --update, --minutes=N, --help.\n`,
  )
  process.exit(2)
}
const minutes = Number(
  /^--minutes=(.+)/.exec(process.argv.find(word => word.startsWith('--minutes=')) ?? '')?.[1] ?? 30,
)
if (process.argv.includes('--help')) {
  process.stdout.write(
    `npm run bench -- [NAME…] [--json] [--verbose] [--update] [--minutes=N]\n\nWithout a name all of them, which takes hours: ${Object.keys(BENCHES).join(', ')}.\n`,
  )
  process.exit()
}
const asked = process.argv.slice(2).filter(word => !word.startsWith('--'))
const unknown = asked.filter(name => !(name in BENCHES))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark called ${unknown.join(', ')}. Known are: ${Object.keys(BENCHES).join(', ')}.\n`,
  )
  process.exit(2)
}

const verbose = process.argv.includes('--verbose')
const update = process.argv.includes('--update')
const json = process.argv.includes('--json')
if (!json) process.stdout.write(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}\n`)
for (const [name, load] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const row of await (await load()).bench({ verbose, update, minutes }))
    process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${line(row)}\n`)
}

function line({ name, value, unit, note }: Row): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4
  const figure = Number.isFinite(value)
    ? `${value.toLocaleString('en', { maximumFractionDigits: digits }).padStart(14)} ${unit}`
    : '–'.padStart(14)
  return `${name.padEnd(56)} ${figure}${note ? `  (${note})` : ''}`
}
