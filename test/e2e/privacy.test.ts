import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../config/load.ts'
import { depthCamera } from '../../drivers/simulated/camera.ts'
import { scanner } from '../../drivers/simulated/scanner.ts'
import { type Scene, scene } from '../../drivers/simulated/scene.ts'
import { sniffer } from '../../drivers/simulated/sniffer.ts'
import { aislectl, example, scratch } from './aisled.ts'

const SECONDS = 90
const STARTS = '2026-03-02T10:00:00Z'
const folder = scratch()
afterAll(folder.remove)

/** Everything that a run left behind: files under any folder that it may write to, and what it said. */
let left: Buffer[]
/** What its sensors perceived, from a second pass over the same shop. */
const perceived = {
  addresses: new Set<string>(),
  names: new Set<string>(),
  scans: new Set<string>(),
  pictures: [] as Buffer[],
}

beforeAll(async () => {
  for (const place of ['home', 'tmp']) mkdirSync(join(folder.folder, place))
  const config = folder.write(
    'store.yaml',
    example({
      simulation: { seed: 7, seconds: SECONDS, startsAt: STARTS, arrivalsPerMinute: 20 },
      broker: { kind: 'remote', url: 'mqtt://127.0.0.1:1' },
      outbox: { path: 'kept.db' },
      log: { level: 'trace' },
    }),
  )
  const home = {
    HOME: join(folder.folder, 'home'),
    TMPDIR: join(folder.folder, 'tmp'),
    XDG_CACHE_HOME: join(folder.folder, 'home'),
  }
  const run = aislectl(['replay', '--config', config, '--events', join(folder.folder, 'out.ndjson')], home)
  await run.ended
  left = [...files(folder.folder).map(file => readFileSync(file)), Buffer.from(run.said())]
  await perceive(config)
}, 120_000)

async function perceive(file: string): Promise<void> {
  const config = loadConfig(file)
  const shop: Scene = scene(config, { nowMs: 0, paced: false })
  const { signal } = new AbortController()
  for (const wifi of config.wifi)
    for await (const batch of sniffer(wifi, shop).open(signal))
      for (let i = 0; i < batch.count; i++) {
        const at = batch.start[i]!
        perceived.addresses.add(Buffer.from(batch.bytes.subarray(at + 10, at + 16)).toString('hex'))
        const length = batch.bytes[at + 25]!
        if (length >= 6)
          perceived.names.add(Buffer.from(batch.bytes.subarray(at + 26, at + 26 + length)).toString('latin1'))
      }
  for (const one of config.scanners)
    for await (const scans of scanner(one, shop).open(signal)) for (const { text } of scans) perceived.scans.add(text)
  for (const depth of config.depth)
    for await (const frame of depthCamera(depth, shop).open(signal)) {
      if (frame.index % 50 !== 0) continue
      // A row through the middle, as it lies in memory.
      const row = frame.millimetres.subarray((frame.height >> 1) * frame.width, ((frame.height >> 1) + 1) * frame.width)
      perceived.pictures.push(Buffer.from(Buffer.from(row.buffer, row.byteOffset, 64)))
    }
}

function files(where: string): string[] {
  return readdirSync(where).flatMap(name => {
    const path = join(where, name)
    return statSync(path).isDirectory() ? files(path) : [path]
  })
}

/** The ways in which six bytes of a hardware address could be written down. */
function spellings(hex: string): (string | Buffer)[] {
  const bytes = Buffer.from(hex, 'hex')
  const pairs = hex.match(/../g)!
  return [
    bytes,
    Buffer.from(bytes).reverse(),
    hex,
    hex.toUpperCase(),
    pairs.join(':'),
    pairs.join('-'),
    pairs.join(':').toUpperCase(),
    pairs.toReversed().join(':'),
    bytes.toString('base64'),
    String(bytes.readUIntBE(0, 6)),
    String(bytes.readUIntLE(0, 6)),
  ]
}

const found = (needle: string | Buffer) => left.some(bytes => bytes.includes(needle))

describe('nothing that a sensor perceived is in anything that left', () => {
  test('the search would find what is there', () => {
    expect(found('visit.started')).toBe(true)
    expect(found('kept.db') || left.length > 2).toBe(true)
    expect(perceived.addresses.size).toBeGreaterThan(10)
    expect(perceived.scans.size).toBeGreaterThan(2)
    expect(perceived.pictures.length).toBeGreaterThan(5)
    expect(left.some(bytes => bytes.subarray(0, 15).toString() === 'SQLite format 3')).toBe(true)
  })

  test('no hardware address, in no spelling', () => {
    for (const hex of perceived.addresses)
      for (const spelling of spellings(hex)) expect(found(spelling), hex).toBe(false)
  })

  test('no name of a network', () => {
    for (const name of perceived.names) expect(found(name), name).toBe(false)
  })

  test('no text of a code', () => {
    for (const text of perceived.scans) expect(found(text), text).toBe(false)
  })

  test('no row of a picture', () => {
    for (const row of perceived.pictures) {
      expect(found(row)).toBe(false)
      expect(found(row.subarray(0, 24).toString('base64').slice(0, 28))).toBe(false)
    }
  })
})
