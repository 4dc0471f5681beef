import { createHash } from 'node:crypto'
import { CROP } from '../../../agent/identity/faces/crop.ts'
import { NUMBERS } from '../../../agent/identity/faces/template.ts'
import type { Picture } from '../../../agent/vision/picture.ts'
import { file } from '../../../drivers/camera/file.ts'
import type { Finder } from './finder.ts'
import { addNumbers, addPixels } from './forms.ts'
import type { Made } from './witness.ts'

/** What the net was shown of somebody and what it said, each look by itself. */
export function addLooks(finder: Finder, whose: string, made: readonly Made[]): void {
  for (const [i, { crop, views, numbers }] of made.entries()) {
    const name = `${whose}, look ${i + 1}`
    addPixels(finder, `crop of ${name}`, crop)
    addPixels(finder, `mirrored crop of ${name}`, crop, CROP)
    addNumbers(finder, `numbers of ${name}`, numbers)
    addNumbers(finder, `raw numbers of ${name}`, views)
    addNumbers(finder, `raw numbers of ${name}, mirrored`, views.subarray(NUMBERS))
  }
}

/** Every different picture of a film, to the bit as a camera hands it on. */
export async function picturesOf(film: string): Promise<Picture[]> {
  const pictures = new Map<string, Picture>()
  for await (const { width, height, pixels } of file('film', film).open(new AbortController().signal)) {
    const digest = createHash('sha256').update(pixels).digest('hex')
    if (!pictures.has(digest)) pictures.set(digest, { layout: 'nv12', width, height, pixels: pixels.slice() })
  }
  return [...pictures.values()]
}
