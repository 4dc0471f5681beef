import sharp from 'sharp'
import { Fault } from '../../config/fault.ts'
import type { Picture } from './picture.ts'

/** What is larger is made smaller while it is decoded: no face is lost, and no image takes more than 50 MB. */
const LONGEST = 4096
/** What claims to be larger is refused before anything is decoded. */
const MOST_PIXELS = 100e6
const PATIENCE_SECONDS = 20

/** An image file, upright as its EXIF orientation has it. */
export interface Photograph {
  readonly picture: Picture
  /** Pixels of the file's image to one of the picture. */
  readonly scale: number
}

/**
 * Decodes a JPEG, PNG, WebP, GIF, AVIF or TIFF file, the first page of several, without its transparency.
 * @throws Fault IMAGE_UNREADABLE where it is no such image, is damaged, is too large, or takes too long
 */
export async function readPhotograph(file: string): Promise<Photograph> {
  try {
    const image = sharp(file, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).timeout({ seconds: PATIENCE_SECONDS })
    const { autoOrient } = await image.metadata()
    const { data, info } = await image
      .autoOrient()
      .resize({ width: LONGEST, height: LONGEST, fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`)
    const pixels = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length)
    const scale = Math.max(autoOrient.width, autoOrient.height) / Math.max(info.width, info.height)
    return { picture: { layout: 'rgb', width: info.width, height: info.height, pixels }, scale }
  } catch (thrown) {
    throw new Fault('IMAGE_UNREADABLE', { file, why: reason(thrown) }, thrown)
  }
}

/** libvips tells every complaint that it had, the one that made it give up last. */
function reason(thrown: unknown): string {
  return String(thrown instanceof Error ? thrown.message : thrown)
    .trim()
    .split('\n')
    .at(-1)!
}
