import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { create } from 'tar'
import type { Weight } from '../../models/weight.ts'

export const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Bytes that do not compress; the same for the same seed. */
export function noise(length: number, seed: number): Buffer {
  const out = Buffer.alloc(length)
  for (let i = 0, x = seed; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    out[i] = x >>> 24
  }
  return out
}

/** A folder of its own, removed when the test is over. */
export async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'aisle-models-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The files as npm packs them, under `package/`. */
export async function packed(files: Readonly<Record<string, Uint8Array>>): Promise<Buffer> {
  await using room = await folder()
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(room.path, 'package', path)), { recursive: true })
    await writeFile(join(room.path, 'package', path), bytes)
  }
  await create({ gzip: true, cwd: room.path, file: join(room.path, 'out.tgz') }, ['package'])
  return readFile(join(room.path, 'out.tgz'))
}

export const PACKAGE = '@depot/weights'

/** A weight out of the package: its graph is its files one after the other. */
export function weightOf(name: string, tarball: Uint8Array, files: Readonly<Record<string, Uint8Array>>): Weight {
  const graph = Buffer.concat(Object.values(files))
  return {
    name,
    task: 'faces',
    licence: 'CC0-1.0',
    author: 'nobody',
    origin: { kind: 'npm', package: PACKAGE, version: '1.0.0', integrity: integrity(tarball) },
    files: Object.entries(files).map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: hash(bytes) })),
    graph: { bytes: graph.length, sha256: hash(graph), convert: async sources => Buffer.concat(sources) },
    input: '',
    before: '',
    after: '',
  }
}

export function integrity(tarball: Uint8Array): string {
  return `sha512-${createHash('sha512').update(tarball).digest('base64')}`
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** An HTTP server on a free port that ends with the test, and the `Range` of every request that it saw. */
export async function serve(answer: Answer): Promise<AsyncDisposable & { url: string; ranges: string[] }> {
  const ranges: string[] = []
  const server = createServer((request, response) => {
    if (request.headers.range) ranges.push(request.headers.range)
    response.setHeader('cache-control', 'no-store')
    answer(request, response)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ranges,
    [Symbol.asyncDispose]: () =>
      new Promise(done => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** Answers a request for a range of these bytes as RFC 9110 §14 wants it; `most` bytes at once, then the connection is cut. */
export function sendRange(
  bytes: Uint8Array,
  request: IncomingMessage,
  response: ServerResponse,
  most = Infinity,
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? 'bytes=0-')![1])
  if (from >= bytes.length) {
    response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  response.writeHead(206, {
    'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    'content-length': bytes.length - from,
  })
  if (from + most >= bytes.length) response.end(bytes.subarray(from))
  else response.write(bytes.subarray(from, from + most), () => response.socket!.destroySoon())
}

/** A package registry of one package of one version. `tarball` answers for its file. */
export function registry(sri: string, tarball: Answer): Answer {
  return (request, response) => {
    if (request.url!.endsWith('.tgz')) return tarball(request, response)
    const dist = { tarball: `http://${request.headers.host}/weights.tgz`, integrity: sri }
    const version = { name: PACKAGE, version: '1.0.0', dist }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name: PACKAGE, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }))
  }
}
