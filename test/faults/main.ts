import { spawnSync } from 'node:child_process'
import { usage } from '../usage.ts'
import { faults } from './faults.ts'

/**
 * `npm run faults -- [PATTERN]`: brings on, one after the other, what goes wrong in shops (those whose name fits the pattern), and prints when the
 * agent noticed, when all was well again, what doctor said, and what became of the events of a shop that is SIMULATED. As root.
 */
usage(`npm run faults -- [PATTERN]

Brings on, one after the other, what goes wrong in shops (what fits the regular expression PATTERN; else all, some eight minutes), and prints
what doctor says of each, how soon it is noticed and well again, and what became of the events of a SIMULATED shop. As root.`)
process.env.PATH += ':/usr/sbin:/sbin'
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
// The adapter that it makes is not to be one of this machine: all of it runs in a network of its own.
if (!process.env.AISLE_APART) {
  const enter = 'mount -t sysfs sysfs /sys && ip link set lo up && exec "$@"'
  const again = [
    ...['-n', '-m', 'sh', '-c', enter, 'sh'],
    process.execPath,
    ...process.execArgv,
    ...process.argv.slice(1),
  ]
  const { status } = spawnSync('unshare', again, { stdio: 'inherit', env: { ...process.env, AISLE_APART: '1' } })
  process.exit(status ?? 1)
}
const out = (line: string) => void process.stdout.write(`${line}\n`)
out('| what goes wrong | noticed after | well again after | what doctor says meanwhile |\n| --- | --- | --- | --- |')
const { cases, events, lost, twice, unended } = await faults(new RegExp(process.argv[2] ?? '', 'i'), out)
out(
  `\n${events} events of a SIMULATED shop came to the subscriber; lost ${lost.length}, twice ${twice.length}, visits without one end ${unended.length}.`,
)
out(
  `
Noticed after: counted from when the trouble stands, such as another camera in the place of the first. What doctor says is that which it does not say
without any trouble. It says nothing (—) of what is over before anybody can ask: the next picture has another worker begun, and after its
clock was set the agent has begun anew. Nor is it asked after a power cut, when no agent runs: it would say that
this is in doubt, and open the sensors itself.`,
)
const isWrong =
  cases.length === 0 ||
  cases.some(({ toldMs, backMs, isNamed }) => toldMs === undefined || backMs === undefined || !isNamed)
if (lost.length > 0) out(`lost: ${lost.slice(0, 20).join(' ')}`)
process.exitCode = isWrong || events === 0 || lost.length > 0 || twice.length > 0 || unended.length > 0 ? 1 : 0
