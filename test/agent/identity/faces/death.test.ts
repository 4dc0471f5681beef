import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { Faces } from '../../../../agent/identity/faces/faces.ts'
import { Keeper } from '../../../../agent/identity/faces/keeper.ts'
import type { Picture } from '../../../../agent/vision/picture.ts'
import type { Located } from '../../../../models/locate.ts'

/** Finds one face in every picture; dies where it is to embed one, if the first byte of the picture says so. */
const STAND_IN = `
  const { parentPort } = require('node:worker_threads')
  const kept = new Map()
  parentPort.on('message', message => {
    const { ask } = message
    if ('close' in message) return parentPort.close()
    if ('look' in message) {
      kept.set(ask, message.look)
      return parentPort.postMessage({ ask, each: 15, faces: new Float32Array(15).fill(1) })
    }
    if ('count' in message) return parentPort.postMessage({ ask, counted: 0 })
    const picture = kept.get(message.embed ?? message.release)
    if ('release' in message) {
      kept.delete(message.release)
      picture?.pixels.fill(0)
      return parentPort.postMessage({ ask, buffer: picture?.pixels.buffer })
    }
    if (!picture) return parentPort.postMessage({ ask, failed: 'the picture has been released' })
    if (picture.pixels[0] === 13) process.exit(5)
    const made = new Float32Array(128).fill(0.1)
    parentPort.postMessage({ ask, lacks: Int32Array.of(0), worth: Float32Array.of(1), made })
  })
  parentPort.postMessage({ ready: true })
`

const born: Worker[] = []
vi.mock('../../../../agent/vision/spawn.ts', () => ({
  spawn: () => {
    const worker = new Worker(STAND_IN, { eval: true })
    born.push(worker)
    return worker
  },
}))

class Willing extends Keeper<object> {
  holds(_value: unknown): _value is object {
    return true
  }
}

const located = { name: 'dlib', engine: 'onnx', graph: '' } as unknown as Located
const bearer = { sensor: 'door', track: 1 }
const picture = (first: number): Picture => ({
  layout: 'rgb',
  width: 4,
  height: 4,
  pixels: new Uint8Array(48).fill(first),
})

test('a thread that dies over a face fails what it was asked, clearly; the next one works, and has no picture of before', async () => {
  const faces = await Faces.start(located, located, new Willing())
  const [bad, other] = [await faces.look(picture(13), 0.5, true), await faces.look(picture(7), 0.5, true)]
  const both = [bad, other].map(look => faces.embed({}, bearer, look, look.faces[0], 0))
  for (const asked of both) await expect(asked).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  expect(born).toHaveLength(1)

  await expect(faces.embed({}, bearer, other, other.faces[0], 0)).rejects.toThrow('has been released')
  await faces.release(bad)
  await faces.release(other)
  const next = await faces.look(picture(7), 0.5, true)
  const { numbers } = await faces.embed({}, bearer, next, next.faces[0], 0)
  expect(numbers).toHaveLength(128)
  expect(born).toHaveLength(2)
  await faces.release(next)
  await faces.close()
})
