import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { type Manners, type RtspCamera, rtspCamera } from '../drivers/camera/server.ts'

/** A camera at one address that is unplugged, freezes and comes back. */
export class Lens {
  readonly #server: Server
  readonly #lines = new Set<Socket>()
  #camera: RtspCamera | undefined
  readonly url: string

  readonly #manners: Manners

  private constructor(server: Server, host: string, port: number, manners: Manners) {
    this.#server = server
    this.#manners = manners
    this.url = `rtsp://${host}:${port}/cam`
    server.on('connection', near => {
      const port = this.#camera && Number(new URL(this.#camera.url.replace('rtsp', 'http')).port)
      if (port === undefined) return void near.destroy()
      const far = connect(port, '127.0.0.1')
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#lines.add(one)
        one.on('error', () => one.destroy())
        one.on('close', () => {
          this.#lines.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
  }

  static async open(manners: Manners = {}, host = '127.0.0.1'): Promise<Lens> {
    const server = createServer().listen(0, host)
    await once(server, 'listening')
    const lens = new Lens(server, host, (server.address() as { port: number }).port, manners)
    await lens.plug(manners)
    return lens
  }

  /** Another camera hangs there, or the same one again. */
  async plug(manners: Manners = this.#manners): Promise<void> {
    await this.unplug()
    this.#camera = await rtspCamera(manners)
  }

  async unplug(): Promise<void> {
    const camera = this.#camera
    this.#camera = undefined
    for (const line of this.#lines) line.destroy()
    await camera?.close()
  }

  freeze(): void {
    this.#camera?.freeze()
  }

  async close(): Promise<void> {
    await this.unplug()
    this.#server.close()
  }
}
