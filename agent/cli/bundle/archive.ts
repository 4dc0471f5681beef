import { gzipSync } from 'node:zlib'
import { Header } from 'tar'

const BLOCK = 512

/** Texts as files of a tar archive (POSIX.1-1988, ustar), compressed. No more than this is in it: neither who made it nor on which machine. */
export function archive(files: ReadonlyMap<string, string>, atMs: number): Buffer {
  const parts: Buffer[] = []
  for (const [path, text] of files) {
    const body = Buffer.from(text, 'utf8')
    const head = Buffer.alloc(BLOCK)
    const header = new Header({
      path,
      mode: 0o600,
      size: body.length,
      mtime: new Date(atMs),
      type: 'File',
      uid: 0,
      gid: 0,
      uname: '',
      gname: '',
    })
    if (header.encode(head)) throw new RangeError(`${path} is too long a name`)
    parts.push(head, body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK))
  }
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]))
}
