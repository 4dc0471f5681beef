import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import sharp from 'sharp'
import { Fault, why } from '../../../config/fault.ts'
import type { Size } from './size.ts'

/** @throws Fault IMAGE_UNREADABLE */
export async function stillOf(file: string): Promise<{ readonly size: Size; readonly pixels: Buffer }> {
  try {
    // Turned as the camera that took it says, and darkened a little, so that lines stand out.
    const { data, info } = await sharp(file)
      .rotate()
      .modulate({ brightness: 0.8 })
      .png()
      .toBuffer({ resolveWithObject: true })
    return { size: [info.width, info.height], pixels: data }
  } catch (thrown) {
    throw new Fault('IMAGE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
}

/** What is drawn never takes the place of the still that it is drawn on. @throws Fault ARGUMENT_INVALID */
export async function refuseSame(out: string, picture: string): Promise<void> {
  const [one, other] = await Promise.all([out, picture].map(path => realpath(path).catch(() => resolve(path))))
  if (one !== other) return
  throw new Fault('ARGUMENT_INVALID', {
    argument: '--out',
    value: `${out}, the still itself`,
    expected: 'another file',
  })
}
