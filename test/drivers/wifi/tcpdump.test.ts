import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { FrameBatch } from '../../../drivers/wifi/batch.ts'
import { complaint } from '../../../drivers/wifi/complaint.ts'
import { tcpdump } from '../../../drivers/wifi/tcpdump.ts'
import { describeWith } from '../../needs.ts'
import { sourceSuite } from '../conformance.ts'
import { onAir, probeRequest } from './air.ts'
import { INTERFACE, Namespace } from './namespace.ts'

const forever = new AbortController().signal
const listen = (there: Namespace) => tcpdump('door', INTERFACE, [...there.inside, 'tcpdump'])

/** Sends until told to stop: tcpdump does not say when it begins to listen. */
function chatter(there: Namespace): () => void {
  let seq = 0
  const beacon = onAir(probeRequest().map((byte, at) => (at === 0 ? 0x80 : byte)))
  const timer = setInterval(() => {
    there.send(onAir(probeRequest({ seq: seq++ & 4095, ssid: 'shop' }), { rssi: -47 }))
    there.send(beacon)
  }, 2)
  return () => clearInterval(timer)
}

describeWith(['tcpdump', 'ip', 'cc', 'root'], 'tcpdump on an adapter in monitor mode', () => {
  let there: Namespace
  let hush = () => {}
  beforeEach(async () => {
    there = new Namespace()
    await there.open()
    hush = chatter(there)
  })
  afterEach(async () => {
    hush()
    await there.close()
  })

  test('gives probe requests with their signal, and no other frame', async () => {
    let heard = 0
    for await (const batch of listen(there).open(forever)) {
      for (let i = 0; i < batch.count; i++) {
        expect(batch.bytes[batch.start[i]!]).toBe(0x40)
        expect(batch.length[i]).toBe(probeRequest({ ssid: 'shop' }).length)
        expect([batch.rssi[i], batch.mhz[i]]).toEqual([-47, 2437])
      }
      expect(batch.malformed).toBe(0)
      heard += batch.count
      if (heard >= 50) break
    }
  })

  test('is lost when the adapter is pulled out', async () => {
    const items = listen(there).open(forever)[Symbol.asyncIterator]()
    await items.next()
    hush()
    await there.unplug()
    await expect(drain(items)).rejects.toMatchObject({
      code: 'SOURCE_LOST',
      message: expect.stringMatching(/wlan7 (vanished|went down)/),
    })
  })

  test('is refused where there is no such interface', async () => {
    const items = tcpdump('door', 'wlan8', [...there.inside, 'tcpdump'])
      .open(forever)
      [Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('no interface wlan8'),
    })
  })

  const specimen = async (speak: (there: Namespace) => () => void) => {
    const own = new Namespace()
    await own.open()
    const quiet = speak(own)
    return {
      source: listen(own),
      times: (batch: FrameBatch) => batch.atMs.subarray(0, batch.count),
      async close() {
        quiet()
        await own.close()
      },
    }
  }
  sourceSuite(
    'tcpdump',
    () => specimen(chatter),
    () => specimen(() => () => {}),
  )
})

describeWith(['tcpdump', 'ip', 'cc', 'root'], 'tcpdump on an adapter in another mode', () => {
  test('is refused, and says how to set monitor mode', async () => {
    const there = new Namespace()
    onTestFinished(() => there.close())
    await there.open('ethernet')
    const items = listen(there).open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({
      code: 'SOURCE_REFUSED',
      message: expect.stringMatching(/not in monitor mode.*iw dev wlan7 set type monitor/s),
    })
  })
})

describe('a tcpdump', () => {
  test('that is not installed is missed by name', async () => {
    const items = tcpdump('door', 'wlan0', ['/nonexistent/tcpdump']).open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code: 'TOOL_MISSING' })
  })
  test('that ends without a word is a lost sensor', async () => {
    const items = tcpdump('door', 'wlan0', ['true']).open(forever)[Symbol.asyncIterator]()
    await expect(items.next()).rejects.toMatchObject({ code: 'SOURCE_LOST' })
  })
  test.each([
    ["wlan0: You don't have permission to perform this capture on that device", 'SOURCE_REFUSED', 'CAP_NET_RAW'],
    ['wlan0: That device is not up', 'SOURCE_REFUSED', 'ip link set wlan0 up'],
    ['wlan0: something that was never heard before', 'SOURCE_LOST', 'something that was never heard before'],
  ])('that says "%s" is understood', (words, code, next) => {
    expect(complaint('door', 'wlan0', `tcpdump: ${words}\n`, false)).toMatchObject({
      code,
      message: expect.stringContaining(next),
    })
  })
})

async function drain(items: AsyncIterator<unknown>): Promise<void> {
  while (!(await items.next()).done);
}
