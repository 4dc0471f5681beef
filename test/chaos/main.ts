import { usage } from '../usage.ts'
import { chaos } from './chaos.ts'
import { faults } from './verdict.ts'

/**
 * `npm run chaos -- [--kills N] [--seed S]`: kills agent, broker and subscriber of a SIMULATED shop with SIGKILL, and cuts the wires
 * between them, at random points; says in the end what that did to the events. As root, wires are cut in network namespaces.
 */
usage(`npm run chaos -- [--kills N] [--seed S]

Kills agent, broker and subscriber of a SIMULATED shop N times (20), at random points, and says what became of the events.
The same seed kills at the same points. As root, wires are cut too. Some seven seconds a kill.`)
process.env.PATH += ':/usr/sbin:/sbin'
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
const value = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`)
  const number = at < 0 ? otherwise : Number(process.argv[at + 1])
  if (!Number.isInteger(number) || number < 0) {
    process.stderr.write(`--${name} wants a whole number.\n`)
    process.exit(2)
  }
  return number
}
const kills = value('kills', 20)
const seed = value('seed', Math.floor(1e6 * Math.random()))
const say = (line: string) => void process.stderr.write(`${line}\n`)
say(`A SIMULATED shop, seed ${seed}.`)
const verdict = await chaos({ kills, seed, long: true, say })
const wrong = Object.entries(faults(verdict))
for (const [what, ids] of wrong)
  if (ids.length > 0) say(`${what}: ${ids.slice(0, 20).join(' ')}${ids.length > 20 ? ' …' : ''}`)
const { events, lost, duplicated, unended, disordered } = verdict
say(`${disordered.length} arrived out of order.`)
process.stdout.write(
  `kills ${kills} events ${events} lost ${lost.length} duplicated ${duplicated.length} unended ${unended.length}\n`,
)
process.exitCode = wrong.some(([, ids]) => ids.length > 0) ? 1 : 0
