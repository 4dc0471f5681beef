import { EventEmitter } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Scan, Scans } from '../../../drivers/frame.ts'
import { type Device, type Handle, hid, type Library } from '../../../drivers/scanner/hid.ts'
import { sourceSuite } from '../conformance.ts'
import { typed } from './typing.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-hid-'))
afterAll(() => rmSync(folder, { recursive: true }))
const node = join(folder, 'hidraw0')
writeFileSync(node, '')

/** A library whose one device types a code every few milliseconds, until it is pulled out. */
class Plugged extends EventEmitter implements Library {
  readonly opened: string[] = []
  open = 0
  readonly #devices: readonly Device[]

  readonly #types: boolean

  constructor(devices: readonly Device[] = [{ path: node, usagePage: 1, usage: 6 }], types = true) {
    super()
    this.#devices = devices
    this.#types = types
  }

  async devicesAsync(vendorId: number, productId: number) {
    return vendorId === 0x0c2e && productId === 0x0b61 ? this.#devices : []
  }

  readonly HIDAsync = {
    open: async (path: string): Promise<Handle> => {
      this.opened.push(path)
      this.open++
      const events = new EventEmitter()
      let number = 0
      const timer = setInterval(() => {
        if (!this.#types) return
        for (const report of typed(`CODE-${number++}`)) events.emit('data', report.slice())
      }, 5)
      this.once('unplug', () => {
        clearInterval(timer)
        events.emit('error', new Error('could not read from HID device'))
      })
      return Object.assign(events, {
        close: async () => {
          clearInterval(timer)
          this.open--
        },
      }) as unknown as Handle
    },
  }
}

const listen = (library: Library, which: Parameters<typeof hid>[1] = { usb: '0C2E:0b61' }) =>
  hid('till', which, 'us', async () => library)
    .open(new AbortController().signal)
    [Symbol.asyncIterator]()

const specimen = (library: Plugged) => ({
  source: hid('till', { usb: '0c2e:0b61' }, 'us', async () => library),
  times: (scans: Scans) => scans.map(({ atMs }) => atMs),
  close: () => expect(library.open).toBe(0),
})

sourceSuite(
  'a scanner that plays a keyboard',
  async () => specimen(new Plugged()),
  async () => specimen(new Plugged(undefined, false)),
)

test('it gives codes as they are typed', async () => {
  const items = listen(new Plugged())
  onTestFinished(() => void items.return?.())
  const codes: string[] = []
  while (codes.length < 2) codes.push(...(await items.next()).value.map(({ text }: Scan) => text))
  expect(codes.slice(0, 2)).toEqual(['CODE-0', 'CODE-1'])
})

test('of the nodes of one device it reads the one that is a keyboard', async () => {
  const library = new Plugged([
    { path: join(folder, 'none'), usagePage: 0x0c, usage: 1 },
    { path: node, usagePage: 1, usage: 6 },
  ])
  const items = listen(library)
  await items.next()
  await items.return?.()
  expect(library.opened).toEqual([node])
})

test('that is pulled out is lost, and what it had read by then is given before', async () => {
  const library = new Plugged()
  const items = listen(library)
  await items.next()
  await items.next()
  library.emit('unplug')
  const draining = async () => {
    while (!(await items.next()).done);
  }
  await expect(draining()).rejects.toMatchObject({
    code: 'SOURCE_LOST',
    message: expect.stringContaining('could not read from HID device'),
  })
  expect(library.open).toBe(0)
})

test('that is not there is refused, by what it is and by its node', async () => {
  await expect(listen(new Plugged(), { usb: 'ffff:0001' }).next()).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('no device ffff:0001 is plugged in'),
  })
  await expect(listen(new Plugged(), { path: join(folder, 'none') }).next()).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining('name it by feed.usb'),
  })
})

test('that is closed to us is refused, and says what opens it', async () => {
  const library = new Plugged()
  library.HIDAsync.open = async () => {
    chmodSync(node, 0o660)
    if (process.getuid?.() === 0) chownSync(node, 0, 20)
    throw Object.assign(new Error('cannot open device: Permission denied'), { code: 'EACCES' })
  }
  const refused = listen(library).next()
  await expect(refused).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringMatching(/Permission denied.*(group dialout|ls -l).*udev rule/s),
  })
})

test('the library that is installed can be asked', async () => {
  // Here no such device is plugged in; that this is said, and no missing module, shows that its binary fits.
  const items = hid('till', { usb: 'ffff:fffe' }, 'us').open(new AbortController().signal)[Symbol.asyncIterator]()
  await expect(items.next()).rejects.toMatchObject({
    message: expect.stringMatching(/no device ffff:fffe is plugged in|node-hid is not installed/),
  })
})
