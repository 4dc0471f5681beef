import { request } from 'node:http'

/** What a running agent answers over its local socket, whatever it is asked: every byte of it, and of a stream that of a while. */
const PATHS = ['/state', '/plan', '/heat', '/metrics', '/stream', '/']
/** In it each kind of message of the stream has come at least once. */
const WHILE_MS = 1500

export function everything(socketPath: string): Promise<Buffer[]> {
  return Promise.all(PATHS.map(path => answerTo(socketPath, path)))
}

function answerTo(socketPath: string, path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const asked = request({ socketPath, path }, response => {
      if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode}`))
      const done = () => resolve(Buffer.concat([Buffer.from(JSON.stringify(response.headers)), ...parts]))
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', done)
      response.on('error', done)
      if (path === '/stream') setTimeout(() => asked.destroy(), WHILE_MS)
    })
    asked.on('error', thrown => parts.length === 0 && reject(thrown))
    asked.end()
  })
}
