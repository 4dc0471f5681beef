import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'

/** A video device of this machine, as the kernel lists it. */
export interface VideoDevice {
  /** /dev/video0 */
  readonly node: string
  /** What the driver calls it. */
  readonly name: string
  /** A path that stays the same wherever it is plugged in, where there is one. */
  readonly stable: string | undefined
}

/**
 * The video devices of this machine, in the order of their numbers. A camera may have several: of most the first delivers pictures.
 * `root` is where the file system begins.
 */
export function videoDevices(root = '/'): VideoDevice[] {
  const byId = join(root, 'dev/v4l/by-id')
  const stable = new Map(entries(byId).flatMap(name => linked(join(byId, name))))
  const listed = join(root, 'sys/class/video4linux')
  return entries(listed)
    .filter(name => /^video\d+$/.test(name))
    .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .map(video => ({
      node: `/dev/${video}`,
      name: nameIn(join(listed, video, 'name')),
      stable: stable.get(video),
    }))
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linked(path: string): (readonly [video: string, path: string])[] {
  try {
    return [[realpathSync(path).replace(/^.*\//, ''), path]]
  } catch {
    return []
  }
}

function nameIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
      .replace(/\p{C}+/gu, ' ')
      .trim()
  } catch {
    return ''
  }
}
