import { accessSync, constants } from 'node:fs'
import { Fault, why } from '../../config/fault.ts'
import type { Layout } from '../../config/scanners.ts'
import { now } from '../clock.ts'
import type { Scan, Scans } from '../frame.ts'
import { admission } from '../group.ts'
import type { Source } from '../source.ts'
import { Keys } from './keys.ts'

/** Which device: by what it is, wherever it is plugged in, or by its node. */
export type Which = { readonly usb: string } | { readonly path: string }

/** What we use of the npm module node-hid. */
export interface Library {
  devicesAsync(vendorId: number, productId: number): Promise<readonly Device[]>
  readonly HIDAsync: { open(path: string): Promise<Handle> }
}

export interface Device {
  readonly path?: string | undefined
  readonly usagePage?: number | undefined
  readonly usage?: number | undefined
}

export interface Handle {
  on(event: 'data', take: (report: Uint8Array) => void): unknown
  on(event: 'error', take: (error: unknown) => void): unknown
  close(): Promise<void>
}

/** Generic desktop page, keyboard (HID Usage Tables 1.5, 4). */
const KEYBOARD = { page: 0x01, usage: 0x06 }

/**
 * A scanner on USB that plays a keyboard, read past the keyboard of the machine (hidraw): each code is what it types up to Enter or
 * Tab. Times are those of the end of each code here. `load` is how the library is found.
 *
 * Throws SOURCE_REFUSED where there is no such device or we may not read it, SOURCE_LOST where it goes away; MODULE_MISSING.
 */
export function hid(id: string, which: Which, layout: Layout, load: () => Promise<Library> = installed): Source<Scans> {
  return {
    id,
    async *open(signal) {
      if (signal.aborted) return
      const library = await load()
      const path = await find(id, which, library)
      const handle = await admit(id, path, library)
      try {
        yield* scans(id, handle, new Keys(layout), signal)
      } finally {
        await handle.close()
      }
    },
  }
}

async function* scans(id: string, handle: Handle, keys: Keys, signal: AbortSignal): AsyncGenerator<Scans> {
  const waiting: Scan[] = []
  let lost: { readonly thrown: unknown } | undefined
  let wake = () => {}
  handle.on('error', thrown => {
    lost ??= { thrown }
    wake()
  })
  handle.on('data', report => {
    const atMs = now()
    for (const text of keys.take(report, atMs)) waiting.push({ atMs, text })
    report.fill(0)
    if (waiting.length > 0) wake()
  })
  const woken = () => wake()
  signal.addEventListener('abort', woken, { once: true })
  try {
    yield []
    while (!signal.aborted) {
      if (waiting.length > 0) yield waiting.splice(0)
      else if (lost) throw new Fault('SOURCE_LOST', { sensor: id, why: why(lost.thrown) }, lost.thrown)
      else await new Promise<void>(resolve => (wake = resolve))
    }
  } finally {
    signal.removeEventListener('abort', woken)
  }
}

/** The node of the device. Of several that it has, the one that is a keyboard. */
async function find(id: string, which: Which, library: Library): Promise<string> {
  if ('path' in which) return which.path
  const [vendorId, productId] = which.usb.split(':').map(digits => Number.parseInt(digits, 16))
  const found = await library.devicesAsync(vendorId!, productId!)
  const keyboard = found.find(({ usagePage, usage }) => usagePage === KEYBOARD.page && usage === KEYBOARD.usage)
  const path = (keyboard ?? found[0])?.path
  if (path !== undefined) return path
  const why = `no device ${which.usb} is plugged in`
  throw new Fault('SOURCE_REFUSED', {
    sensor: id,
    why,
    next: 'Plug it in, or set feed.usb to one that is listed by: lsusb',
  })
}

async function admit(id: string, path: string, library: Library): Promise<Handle> {
  try {
    accessSync(path, constants.R_OK | constants.W_OK)
    return await library.HIDAsync.open(path)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    const next =
      code === 'ENOENT'
        ? 'Plug it in; its node changes then, so name it by feed.usb, as lsusb lists it.'
        : `${admission(path)}. To whom such nodes belong says a udev rule: KERNEL=="hidraw*", ATTRS{idVendor}=="…", GROUP="…", MODE="0660"`
    throw new Fault('SOURCE_REFUSED', { sensor: id, why: why(thrown), next }, thrown)
  }
}

async function installed(): Promise<Library> {
  try {
    return (await import('node-hid')).default as unknown as Library
  } catch (cause) {
    const next = 'It needs the Debian packages libudev1 and libusb-1.0-0; then run: npm rebuild node-hid'
    throw new Fault('MODULE_MISSING', { module: 'node-hid', next }, cause)
  }
}
