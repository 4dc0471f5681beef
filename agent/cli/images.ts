import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Fault, why } from '../../config/fault.ts'

const IMAGES = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff'])

/** Images of a folder and of the folders in it, in the order of their names. @throws Fault FILE_UNREADABLE, ARGUMENT_INVALID where there is none */
export async function imagesIn(folder: string, argument: string): Promise<{ name: string; file: string }[]> {
  let names: string[]
  try {
    names = await readdir(folder, { recursive: true })
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file: folder, why: why(thrown) }, thrown)
  }
  const images = names.filter(name => IMAGES.has(extname(name).toLowerCase())).sort()
  if (images.length === 0)
    throw new Fault('ARGUMENT_INVALID', { argument, value: folder, expected: 'a folder with images' })
  return images.map(name => ({ name, file: join(folder, name) }))
}
