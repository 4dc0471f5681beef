import { Census } from '../../agent/presence/census.ts'
import { frames } from '../../drivers/wifi/frames.ts'
import { ELEMENTS, inPieces, onAir, pcap, probeRequest, type Recorded } from '../drivers/wifi/air.ts'
import type { Row } from './row.ts'

const REQUESTS = 300_000
const PHONES = 400
const MODELS = 40
const RUNS = 7
const START_MS = Date.UTC(2025, 5, 2, 10)

/** Probe requests a second on one core, from the bytes of a capture in memory to counts of devices. */
export async function bench(): Promise<Row[]> {
  const capture = crowd()
  const note = `${REQUESTS.toLocaleString('en')} requests of ${PHONES} phones, ${Math.round(capture.length / REQUESTS)} bytes each, median of ${RUNS}`
  const parsed = await median(async () => {
    let count = 0
    for await (const batch of frames(inPieces(capture))) count += batch.count
    if (count !== REQUESTS) throw new Error(`${count} frames of ${REQUESTS} were read`)
  })
  const grouped = await median(async () => {
    const census = new Census({ k: 5, windowMinutes: 5, everySeconds: 60 }, 'UTC')
    let counts = 0
    for await (const batch of frames(inPieces(capture))) {
      census.see(batch)
      while (census.tick(batch.atMs[batch.count - 1])) counts++
    }
    if (counts === 0) throw new Error('nothing was counted')
  })
  return [
    { name: 'presence: frames read', value: parsed, unit: 'frames/s', note },
    { name: 'presence: probe requests read and grouped', value: grouped, unit: 'frames/s', note },
  ]
}

/** Requests a second of processor time: the machine may have other things to do meanwhile. */
async function median(run: () => Promise<void>): Promise<number> {
  const took: number[] = []
  for (let i = 0; i < RUNS; i++) {
    const before = process.cpuUsage()
    await run()
    const { user, system } = process.cpuUsage(before)
    took.push((user + system) / 1e6)
  }
  return REQUESTS / took.sort((a, b) => a - b)[RUNS >> 1]!
}

/** A shop full of phones for ten minutes: four of five draw a new address every 50 requests. The same bytes each time. */
function crowd(): Uint8Array {
  let state = 1
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const address = (first: number) =>
    Buffer.from([first, random(256), random(256), random(256), random(256), random(256)]).toString('hex')
  const phones = Array.from({ length: PHONES }, (_, i) => ({
    fixed: i % 5 === 0,
    from: address(i % 5 === 0 ? 0x3c : 0x02),
    seq: random(4096),
    asked: random(50),
    elements: [...ELEMENTS, 221, 7, 0, 0x50, 0xf2, 8, 0, i % MODELS, 0],
  }))
  const records: Recorded[] = []
  for (let i = 0; i < REQUESTS; i++) {
    const phone = phones[random(PHONES)]!
    if (++phone.asked % 50 === 0 && !phone.fixed) phone.from = address(0x02)
    phone.seq = (phone.seq + 1 + random(3)) & 0xfff
    const packet = onAir(probeRequest(phone), { rssi: -40 - random(50) })
    records.push({ atMs: START_MS + 2 * i, packet })
  }
  return pcap(records)
}
