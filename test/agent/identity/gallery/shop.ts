import { NUMBERS } from '../../../../agent/identity/faces/template.ts'
import { type Gallery, type Net, openGallery } from '../../../../agent/identity/gallery/gallery.ts'
import { Random } from '../../../../drivers/simulated/random.ts'

export const NET: Net = { model: 'dlib', version: 'one' }
export const storeKey = (fill = 7) => Buffer.alloc(32, fill)

export function galleryOf(file: string, net: Net = NET, fill = 7, timezone = 'Europe/Vienna'): Gallery {
  return openGallery(file, storeKey(fill), net, timezone)
}

/** Numbers of length one in a random direction: nobody's face. */
export function template(seed: number): Float32Array {
  const random = new Random(seed, 'template')
  const numbers = Float32Array.from({ length: NUMBERS }, () => random.between(-1, 1) + random.between(-1, 1))
  const length = Math.hypot(...numbers)
  return numbers.map(value => value / length)
}

export const memberOf = (seed: number) => ({ member: `member-${seed}-x`, receipt: `receipt-of-${seed}-x` })
