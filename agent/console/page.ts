import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import { gzipSync } from 'node:zlib'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const FOLDER = new URL('./page/', import.meta.url)

/** The files of the page. They are read once, so that no path that somebody asks for leads to the disk. */
export class Page {
  readonly #files: ReadonlyMap<string, Sheet>

  constructor(folder: URL = FOLDER) {
    const files = readdirSync(folder)
      .filter(name => extname(name) in TYPES)
      .map(name => [`/${name}`, new Sheet(readFileSync(new URL(name, folder)), TYPES[extname(name)])] as const)
    this.#files = new Map(files)
  }

  at(path: string): Sheet | undefined {
    return this.#files.get(path === '/' ? '/index.html' : path)
  }
}

/** One file. A browser that has it already is told so. */
class Sheet {
  readonly #type: string
  readonly #plain: Buffer
  readonly #packed: Buffer
  readonly #tag: string

  constructor(bytes: Buffer, type: string) {
    this.#type = type
    this.#plain = bytes
    this.#packed = gzipSync(bytes, { level: 9 })
    this.#tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  }

  send({ headers, method }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('cache-control', 'no-cache')
    response.setHeader('etag', this.#tag)
    response.setHeader('vary', 'accept-encoding')
    if (headers['if-none-match'] === this.#tag) {
      response.writeHead(304).end()
      return
    }
    const isPacked = /\bgzip\b/.test(String(headers['accept-encoding']))
    const bytes = isPacked ? this.#packed : this.#plain
    if (isPacked) response.setHeader('content-encoding', 'gzip')
    response.writeHead(200, { 'content-type': this.#type, 'content-length': bytes.length })
    response.end(method === 'HEAD' ? undefined : bytes)
  }
}
