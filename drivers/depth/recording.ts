import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault, why } from '../../config/fault.ts'
import type { Ms } from '../../config/units.ts'
import { now } from '../clock.ts'
import type { DepthFrame } from '../frame.ts'
import type { Source } from '../source.ts'

export interface Playing {
  /** Pictures a second when it was recorded. */
  readonly fps: number
  /** In real time, or as fast as asked. */
  readonly paced: boolean
  /** When the first picture was taken; without it, the time of opening. */
  readonly startsAt?: Ms
  /** Told of every picture that cannot be decoded. It is left out, and its index with it. */
  readonly damaged?: (fault: Fault) => void
}

/**
 * A folder of 16-bit grey PNG files, millimetres along the optical axis, in the order of their names. All have the size of
 * the first that can be read; another size is damage too. Throws SOURCE_REFUSED where the folder cannot be read or holds no
 * picture that can be decoded.
 */
export function recording(id: string, folder: string, playing: Playing): Source<DepthFrame> {
  return { id, open: signal => play(id, folder, playing, signal) }
}

async function* play(id: string, folder: string, playing: Playing, signal: AbortSignal): AsyncGenerator<DepthFrame> {
  if (signal.aborted) return
  const names = await list(id, folder)
  const { fps, paced, startsAt = now(), damaged } = playing
  const began = now()
  let size: { readonly width: number; readonly height: number } | undefined
  for (let index = 0; index < names.length && !signal.aborted; index++) {
    const dueMs = (index * 1000) / fps
    if (paced && !(await wait(began + dueMs - now(), signal))) return
    const picture = await decode(join(folder, names[index]), size).catch((thrown: unknown) => {
      if (!(thrown instanceof Fault)) throw thrown
      damaged?.(thrown)
    })
    if (signal.aborted) return
    if (!picture) continue
    size = picture
    yield { atMs: startsAt + dueMs, index, ...picture }
  }
  if (!size && !signal.aborted) refuse(id, folder, 'none of its pictures can be decoded')
}

async function list(id: string, folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => refuse(id, folder, why(thrown), thrown))
  const pictures = names.filter(name => name.toLowerCase().endsWith('.png')).toSorted()
  return pictures.length > 0 ? pictures : refuse(id, folder, 'it holds no PNG files')
}

type Picture = Pick<DepthFrame, 'width' | 'height' | 'millimetres'>

/** Throws IMAGE_UNREADABLE for anything but one channel of 16 bits in the expected size. */
async function decode(file: string, expected: { width: number; height: number } | undefined): Promise<Picture> {
  try {
    // Whoever replays no recording does not need the library.
    const { default: sharp } = await import('sharp')
    const png = sharp(await readFile(file), { failOn: 'warning' })
    const { depth, channels, format } = await png.metadata()
    if (format !== 'png' || depth !== 'ushort' || channels !== 1)
      throw new Error(`${format} of ${channels} channels of ${depth}, expected a PNG of one of ushort`)
    const { data, info } = await png
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true })
    const { width, height } = info
    if (expected && (width !== expected.width || height !== expected.height))
      throw new Error(`${width} × ${height} pixels, expected ${expected.width} × ${expected.height}`)
    const millimetres = new Uint16Array(width * height)
    new Uint8Array(millimetres.buffer).set(data)
    return { width, height, millimetres }
  } catch (thrown) {
    throw new Fault('IMAGE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}

function refuse(sensor: string, folder: string, reason: string, cause?: unknown): never {
  const next = `Check feed.folder: ${folder}`
  throw new Fault('SOURCE_REFUSED', { sensor, why: reason, next }, cause)
}

/** False where the signal ended the wait. */
async function wait(ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms <= 0) return true
  return sleep(ms, true, { signal }).catch((thrown: unknown) => {
    if (signal.aborted) return false
    throw thrown
  })
}
