import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The face detector of @vladmandic/human, where somebody has installed that package beside ours to compare. */
export interface Human {
  readonly faces: (rgb: Uint8Array, width: number, height: number) => Promise<number>
}

interface Library {
  tf: { tensor3d(data: Uint8Array, shape: number[], type: 'int32'): { dispose(): void } }
  load(): Promise<void>
  detect(image: unknown): Promise<{ face: unknown[]; error?: string | null }>
}

/** Everything but faces is switched off, and all but their detection and, where asked for, a descriptor of each. */
const off = { enabled: false }
const facesOnly = (describe: boolean) => ({
  backend: 'wasm',
  debug: false,
  async: false,
  cacheSensitivity: 0,
  filter: off,
  gesture: off,
  body: off,
  hand: off,
  object: off,
  segmentation: off,
  face: {
    enabled: true,
    detector: { maxDetected: 10, rotation: false, return: false, skipFrames: 0, skipTime: 0 },
    mesh: off,
    iris: off,
    attention: off,
    emotion: off,
    description: { enabled: describe, skipFrames: 0, skipTime: 0 },
    antispoof: off,
    liveness: off,
  },
})

/** Folder of node_modules that the package was installed into, so that it need not be installed beside ours. */
const MODULES = process.env.AISLE_HUMAN
  ? pathToFileURL(`${process.env.AISLE_HUMAN}/`)
  : new URL('../../node_modules/', import.meta.url)

/** Undefined where the package is not installed. It hides its WebAssembly build from import by name, so that goes by path. */
export async function openHuman(describe: boolean, modules: URL = MODULES): Promise<Human | undefined> {
  const folder = new URL('@vladmandic/human/', modules)
  const entry = new URL('dist/human.node-wasm.js', folder)
  if (!existsSync(entry)) return undefined
  const { default: Constructor } = createRequire(entry)(fileURLToPath(entry)) as {
    default: new (config: object) => Library
  }
  const depot = await served(new URL('models/', folder))
  const human = new Constructor({
    ...facesOnly(describe),
    modelBasePath: depot.url,
    wasmPath: fileURLToPath(new URL('@tensorflow/tfjs-backend-wasm/dist/', modules)),
  })
  await human.load().finally(depot.close)
  return {
    async faces(rgb, width, height) {
      const image = human.tf.tensor3d(rgb, [height, width, 3], 'int32')
      try {
        const { face, error } = await human.detect(image)
        if (error) throw new Error(error)
        return face.length
      } finally {
        image.dispose()
      }
    },
  }
}

/** It fetches its models, and Node fetches no files: so they are served on loopback while it loads. */
async function served(folder: URL): Promise<{ url: string; close: () => void }> {
  const server = createServer(async (request, response) => {
    const file = await readFile(new URL(basename(request.url ?? ''), folder)).catch(() => undefined)
    response.statusCode = file ? 200 : 404
    response.end(file)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
