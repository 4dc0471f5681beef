import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { endianness, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { FrameBatch } from '../../../drivers/wifi/batch.ts'
import { inprocess, type Library, type Session } from '../../../drivers/wifi/inprocess.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'
import { onAir, pcap, probeRequest } from './air.ts'
import { INTERFACE, Namespace } from './namespace.ts'

const forever = new AbortController().signal
const AT_MS = 1_700_000_000_000
const packet = onAir(probeRequest({ seq: 7 }), { rssi: -47 })
/** The module hands out the record's header as libpcap has it, in the machine's byte order and somewhere in a larger buffer. */
const header = Buffer.from(pcap([{ atMs: AT_MS, packet }], { little: endianness() === 'LE' })).subarray(24, 40)

type Take = Parameters<Session['on']>[1]

/** A stand-in for the module that hands out the same packet now and then. */
function double(session: Partial<Session> = {}): Library & { closed: number } {
  const made = {
    closed: 0,
    warningHandler: () => {},
    createSession(): Session {
      let timer: NodeJS.Timeout | undefined
      return {
        link_type: 'LINKTYPE_IEEE802_11_RADIO',
        on(_: 'packet', take: Take) {
          timer = setInterval(() => take({ buf: packet, header }), 1)
        },
        close() {
          clearInterval(timer)
          made.closed++
        },
        ...session,
      }
    },
  }
  return made
}

const specimen = (session: Partial<Session> = {}) => ({
  source: inprocess('door', 'wlan0', async () => double(session)),
  times: (batch: FrameBatch) => batch.atMs.subarray(0, batch.count),
})

sourceSuite(
  'libpcap in process',
  async () => specimen(),
  async () => specimen({ on: () => {} }),
)

describe('libpcap in process', () => {
  test('gives the packets of the session, and closes it', async () => {
    const made = double()
    for await (const batch of inprocess('door', 'wlan0', async () => made).open(forever)) {
      if (batch.count === 0) continue
      expect([batch.atMs[0], batch.rssi[0], batch.length[0]]).toEqual([AT_MS, -47, packet.length - 16])
      break
    }
    expect(made.closed).toBe(1)
  })

  test('is refused on an interface that is not in monitor mode', async () => {
    const made = double({ link_type: 'LINKTYPE_ETHERNET' })
    await expect(first(async () => made)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('not in monitor mode'),
    })
    expect(made.closed).toBe(1)
  })

  test.each([
    ["wlan0: You don't have permission to capture on that device", 'CAP_NET_RAW'],
    ['wlan0: No such device exists', 'no interface wlan0'],
  ])('is refused where the module says "%s"', async (words, next) => {
    const made: Library = {
      ...double(),
      createSession() {
        throw new Error(words)
      },
    }
    await expect(first(async () => made)).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining(next),
    })
  })

  test('is lost where packets come faster than they are read', async () => {
    let take: Take = () => {}
    const made = double({ on: (_, given) => (take = given) })
    const items = inprocess('door', 'wlan0', async () => made)
      .open(forever)
      [Symbol.asyncIterator]()
    const begun = items.next()
    await new Promise(setImmediate)
    // Beyond the sixteen megabytes that may wait.
    for (let i = 0; i < 150_000; i++) take({ buf: packet, header })
    await expect(
      (async () => {
        await begun
        while (!(await items.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'SOURCE_LOST', message: expect.stringContaining('faster') })
  })

  test.each([
    ['is pulled out', (at: string) => rmSync(at, { recursive: true }), 'vanished'],
    ['was pulled out and is there again', (at: string) => writeFileSync(join(at, 'ifindex'), '8\n'), 'vanished'],
    ['goes down', (at: string) => writeFileSync(join(at, 'flags'), '0x1002\n'), 'went down'],
  ])('is lost where its interface %s, though the module says nothing of it', async (_, happens, words) => {
    const networks = mkdtempSync(join(tmpdir(), 'aisle-net-'))
    onTestFinished(() => rmSync(networks, { recursive: true }))
    const at = join(networks, 'wlan0')
    mkdirSync(at)
    for (const [name, value] of Object.entries({ type: '803', flags: '0x1003', ifindex: '7' }))
      writeFileSync(join(at, name), `${value}\n`)
    const made = double({ on: () => {} })
    const items = inprocess('door', 'wlan0', async () => made, { networks, lookMs: 10 })
      .open(forever)
      [Symbol.asyncIterator]()
    await items.next()
    const awaited = items.next()
    const isOver = await Promise.race([awaited, sleep(100, 'listens')])
    expect(isOver).toBe('listens')
    happens(at)
    await expect(awaited).rejects.toMatchObject({ code: 'SOURCE_LOST', message: expect.stringContaining(words) })
    expect(made.closed).toBe(1)
  })

  const first = (load: () => Promise<Library>) =>
    inprocess('door', 'wlan0', load).open(forever)[Symbol.asyncIterator]().next()
})

describeWith(['libpcap', 'ip', 'cc', 'root'], 'the npm module pcap', () => {
  test('hears an adapter in monitor mode, and lets the process end', async () => {
    const there = new Namespace()
    await there.open()
    const timer = setInterval(() => there.send(packet), 2)
    onTestFinished(async () => {
      clearInterval(timer)
      await there.close()
    })
    const script = fileURLToPath(new URL('inside.ts', import.meta.url))
    const [program = '', ...rest] = [...there.inside, process.execPath, '--import', 'tsx', script, INTERFACE]
    const { stdout } = await promisify(execFile)(program, rest)
    expect(stdout).toBe(`-47 dBm, 2437 MHz, ${packet.length - 16} bytes`)
  })

  test('refuses an interface that is not there', async () => {
    const items = inprocess('door', 'wlan77').open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code: 'SOURCE_REFUSED' })
  })
})
