import { parseArgs } from 'node:util'
import { usage } from '../usage.ts'
import { median } from './memory.ts'
import { TROUBLES } from './plan.ts'
import { faults, soak } from './soak.ts'

/**
 * `npm run soak -- [--hours N] [--pace X] [--seed S]`: hours of a SIMULATED shop, X times as fast as they would take, in which cameras, broker, disk,
 * clock and workers fail. As root, for its disk. Ends with 1 where an event is lost, a lane stays away, or memory grows.
 */
usage(`npm run soak -- [--hours N] [--pace X] [--seed S]

Runs N hours (24) of a SIMULATED shop, X times (30) as fast as they would take, in which much fails, and judges events, memory and
whether all lanes come back. As root, with faketime and mosquitto (npm run provision).`)
process.env.PATH += ':/usr/sbin:/sbin'
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '24' },
    pace: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
})
const [hours, pace, seed] = [values.hours, values.pace, values.seed].map(Number) as [number, number, number]
if (!(hours > 0 && pace >= 1 && Number.isInteger(seed))) {
  process.stderr.write('--hours and --pace want a number, --seed a whole one.\n')
  process.exit(2)
}
const say = (line: string) => void process.stderr.write(`${line}\n`)
say(
  `A SIMULATED shop for ${hours} h, ${pace} times as fast as time: some ${Math.round((hours * 60) / pace)} minutes. Seed ${seed}.`,
)
const soaked = await soak({ hours, pace, seed, say })
const out = (line: string) => void process.stdout.write(`${line}\n`)
for (const trouble of TROUBLES) {
  if (!soaked.ordeals.some(one => one.trouble === trouble)) continue
  const back = soaked.ordeals
    .filter(one => one.trouble === trouble)
    .flatMap(({ backMs }) => (backMs === undefined ? [] : [backMs / 1000]))
  out(
    `${trouble.padEnd(15)} ${String(back.length).padStart(3)} times; back after ${median(back).toFixed(0)} s at the median, ${Math.max(...back).toFixed(0)} at most`,
  )
}
const { memory, missing, twice, unended } = soaked
if (memory)
  out(
    `memory          ${memory.firstMegabytes.toFixed(1)} to ${memory.lastMegabytes.toFixed(1)} MB (first and last third of ${memory.hours.toFixed(1)} h, most ${memory.mostMegabytes.toFixed(0)}), ${memory.megabytesPerHour.toFixed(3)} MB an hour`,
  )
out(
  `events          ${soaked.events}, of ${soaked.visits} visits in ${soaked.epochs} epochs; missing ${missing.length}, twice ${twice.length}, dropped ${soaked.dropped}, visits without one end ${unended.length}`,
)
if (!memory) out('memory          not judged: it takes four hours')
out(
  `pictures        of the colour camera come in real time: as many as in ${Math.round((hours * 60) / pace)} minutes, not ${hours} h; nothing is left out to keep to a budget`,
)
const wrong = faults(soaked)
for (const line of wrong) say(line)
process.exitCode = wrong.length > 0 ? 1 : 0
