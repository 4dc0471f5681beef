import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { interruption } from '../interruption.ts'
import { EXIT, print } from '../run.ts'
import { asked } from './asked.ts'
import { burden } from './burden.ts'
import { course } from './course.ts'
import type { Second } from './figures.ts'
import { checkLimits, limits, openFiles } from './limits.ts'
import { notes } from './notes.ts'
import { table, whole } from './table.ts'

/** A line of progress: each second on a terminal, otherwise so often. */
const QUIET_SECONDS = 10

export const fleet = defineCommand({
  meta: {
    name: 'fleet',
    description:
      'Put the load of many SIMULATED stores on a broker, and measure what it does: a connection each with full TLS handshakes, will and status; events of a shop day from opening to closing, which is as long as the run; with --outage, all are cut off in the middle and come back as agents do. Ends with 0 if all were let in and nothing was lost. For a broker under test, not for one in use.',
  },
  args: {
    stores: { type: 'string', default: '1000', valueHint: 'N', description: 'How many stores.' },
    url: {
      type: 'string',
      required: true,
      valueHint: 'URL',
      description: 'Of the broker, such as mqtts://127.0.0.1:8883.',
    },
    ca: { type: 'string', valueHint: 'FILE', description: 'Certificates that the broker is checked against.' },
    cert: {
      type: 'string',
      valueHint: 'FILE',
      description: 'Certificate of all stores, or with {store} in its path one each (store-000001 …, listener-1-1 …).',
    },
    key: { type: 'string', valueHint: 'FILE', description: 'Its private key, in the same way.' },
    username: { type: 'string', description: 'For the broker.' },
    'password-file': { type: 'string', valueHint: 'FILE', description: 'A file whose first line is the password.' },
    protocol: { type: 'enum', options: ['5', '3.1.1'], default: '5', description: 'Version of MQTT.' },
    tenant: {
      type: 'string',
      default: 'simulated',
      valueHint: 'NAME',
      description: 'All topics begin with aisle/v1/NAME: the broker must let the stores write there.',
    },
    minutes: { type: 'string', default: '2', valueHint: 'M', description: 'Length of the day, without --outage.' },
    rate: {
      type: 'string',
      default: '10',
      valueHint: 'N',
      description: 'Events of a store in a minute, in the mean of its day; the busiest time has nearly twice as many.',
    },
    outage: { type: 'string', valueHint: 'SECONDS', description: 'Cut all stores off for so long in the middle.' },
    window: { type: 'string', default: '50', valueHint: 'N', description: 'Events of a store on their way at once.' },
    listeners: { type: 'string', default: '2', valueHint: 'N', description: 'Subscribers that count what comes.' },
    shared: { type: 'boolean', description: 'The listeners share the events, instead of each getting all.' },
    first: {
      type: 'string',
      default: '1',
      valueHint: 'N',
      description: 'Number of the first store, where several machines make up one fleet.',
    },
    'broker-pid': {
      type: 'string',
      valueHint: 'PID,…',
      description: 'Processes of the broker on this machine, to tell their CPU and memory.',
    },
    seed: { type: 'string', default: '1', valueHint: 'N', description: 'Another seed is another day.' },
    json: { type: 'boolean', description: 'One JSON object at the end: {stores, online, phases, totals, why, notes}.' },
  },
  async run({ args }) {
    const wanted = asked(args)
    checkLimits(wanted.stores + wanted.listeners, limits())
    if (wanted.pids.length > 0 && !burden(wanted.pids))
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--broker-pid',
        value: wanted.pids.join(','),
        expected: 'processes that run on this machine',
      })
    for (const pid of wanted.pids) {
      const files = openFiles(pid)
      if (files !== undefined && files < wanted.stores)
        say(
          `the broker may have only ${whole(files)} files open; some stores will not be let in (LimitNOFILE, ulimit -n)`,
        )
    }
    const report = await course(wanted, interruption(), progress())
    const told = { ...report, notes: notes(report) }
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
    print(args.json, told, () => table(report, told.notes))
    const { online, stores, totals } = report
    if (online < stores || totals.lost > 0 || totals.waiting > 0) process.exitCode = EXIT.failed
  },
})

/** Says how it goes on standard error. */
function progress(): (second: Second) => void {
  let count = 0
  return ({ phase, online, opened, taken, heard, waiting, failures, broker }) => {
    const load = broker ? `; broker ${broker.cpuPercent} % of a core, ${broker.residentMegabytes} MB` : ''
    const failed = failures > 0 ? `, ${whole(failures)} failed` : ''
    const line = `SIMULATED ${phase}: ${whole(online)} online (+${whole(opened)}/s${failed}), in ${whole(taken)}/s, out ${whole(heard)}/s, waiting ${whole(waiting)}${load}`
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
    else if (count++ % QUIET_SECONDS === 0) say(line)
  }
}

function say(text: string): void {
  process.stderr.write(`aislectl: ${text}\n`)
}
