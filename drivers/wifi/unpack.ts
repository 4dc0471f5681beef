import { Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'

/**
 * The same bytes, unpacked where they begin as gzip does. A packed stream that breaks off gives what could be unpacked.
 * Throws what zlib throws where the packed bytes are damaged.
 */
export async function* unpack(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const rest = chunks[Symbol.asyncIterator]()
  try {
    let head = new Uint8Array(0)
    while (head.length < 2) {
      const next = await rest.next()
      if (next.done) break
      head = head.length === 0 ? new Uint8Array(next.value) : Buffer.concat([head, next.value])
    }
    const whole = chain(head, rest)
    if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole)
    else yield* whole
  } finally {
    await rest.return?.()
  }
}

async function* chain(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* gunzip(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = Readable.from(packed)
  const output = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  input.once('error', error => output.destroy(error))
  try {
    for await (const chunk of input.pipe(output)) yield chunk
  } finally {
    input.destroy()
  }
}
