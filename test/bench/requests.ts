import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Besieged, type Kept } from '../agent/lanes/desk/besieged.ts'
import type { Row } from './row.ts'

const MALFORMED = 90_000
const CONFIGURATIONS = 10_000
/** Memory is looked at after each of so many parts; what is loaded and compiled at first is in the first. */
const PARTS = 10

/** Malformed requests and configurations at the desk as an agent opens it: none may be done, nothing may change, memory may not grow. */
export async function bench(): Promise<Row[]> {
  return [
    ...(await besieged('malformed', MALFORMED, [], (desk, count) => desk.requests(count))),
    // The number of such a request is kept with its answer; of all else nothing may change.
    ...(await besieged('wrong configurations', CONFIGURATIONS, ['answer'], (desk, count) =>
      desk.configurations(count),
    )),
  ]
}

async function besieged(
  name: string,
  count: number,
  except: readonly string[],
  ask: (desk: Besieged, count: number) => Promise<void>,
): Promise<Row[]> {
  const collect = collector()
  const desk = new Besieged(3)
  const before = desk.kept(except)
  const heap: number[] = []
  const resident: number[] = []
  let tookMs = 0
  for (let part = 0; part < PARTS; part++) {
    const beganMs = performance.now()
    await ask(desk, count / PARTS)
    tookMs += performance.now() - beganMs
    collect()
    heap.push(process.memoryUsage().heapUsed / 1e6)
    resident.push(process.memoryUsage.rss() / 1e6)
  }
  const isSame = same(before, desk.kept(except))
  const codes = [...desk.codes].map(([code, times]) => `${code} ${times}`).join(', ')
  const faults = desk.faults.length
  await desk.close()
  const named = `requests: ${name}`
  if (!isSame || faults > 0)
    throw new Error(`${named}: ${isSame ? '' : 'a row or a file changed, and '}${faults} faults were told`)
  return [
    { name: `${named}, payloads`, value: count, unit: '', note: codes },
    { name: `${named}, a second`, value: (count / tookMs) * 1000, unit: 'payloads/s' },
    { name: `${named}, faults`, value: faults, unit: '' },
    { name: `${named}, rows and files changed`, value: isSame ? 0 : 1, unit: '' },
    { name: `${named}, heap after the first tenth`, value: heap[0]!, unit: 'MB' },
    {
      name: `${named}, heap after the last`,
      value: heap.at(-1)!,
      unit: 'MB',
      note: `resident ${resident[0]!.toFixed(0)} → ${resident.at(-1)!.toFixed(0)} MB`,
    },
  ]
}

function same(a: Kept, b: Kept): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
