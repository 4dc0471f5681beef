import { list } from 'tar'

/**
 * Picks files out of an npm tarball in one pass, without unpacking it. Paths are inside the package, without the leading folder
 * that npm puts there. Throws what the file system, gzip or tar throw; a path that is not there is not in the result.
 */
export async function pick(tarball: string, paths: ReadonlySet<string>): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  await list({
    file: tarball,
    strict: true,
    filter: path => paths.has(inside(path)),
    onReadEntry: entry => {
      const chunks: Buffer[] = []
      entry.on('data', chunk => chunks.push(chunk))
      entry.on('end', () => found.set(inside(entry.path), Buffer.concat(chunks)))
    },
  })
  return found
}

function inside(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}
