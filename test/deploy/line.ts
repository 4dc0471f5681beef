import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A line to somebody else's port on loopback, which can be cut and mended. Of several ends, whoever answers. */
export class Line {
  port = 0
  readonly #ends: readonly number[]
  readonly #host: string
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #next = 0

  /** `ends` are ports; connections are spread over them. `host` is the address where it begins, once it is mended. */
  constructor(ends: readonly number[], host = '127.0.0.1') {
    this.#ends = ends
    this.#host = host
  }

  async mend(): Promise<void> {
    if (this.#server?.listening) return
    const server = createServer(near => this.#join(near, this.#ends.length)).listen(this.port, this.#host)
    await once(server, 'listening')
    this.#server = server
    this.port = (server.address() as AddressInfo).port
  }

  /** Whoever was connected hears of nothing but the end. */
  async cut(): Promise<void> {
    const server = this.#server
    if (!server?.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #join(near: Socket, tries: number): void {
    const far = connect(this.#ends[this.#next++ % this.#ends.length]!, '127.0.0.1')
    let isThere = false
    this.#sockets.add(near).add(far)
    far.once('connect', () => {
      isThere = true
      near.pipe(far).pipe(near)
    })
    const gone = () => {
      this.#sockets.delete(far)
      if (!isThere && tries > 1 && !near.destroyed) return this.#join(near, tries - 1)
      near.destroy()
      far.destroy()
      this.#sockets.delete(near)
    }
    far.on('error', () => {}).once('close', gone)
    near.on('error', () => {}).once('close', () => far.destroy())
  }
}
