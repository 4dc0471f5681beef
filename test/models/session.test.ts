import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { locate } from '../../models/locate.ts'
import { pull } from '../../models/pull.ts'
import { weightNamed } from '../../models/registry.ts'
import { openSession } from '../../models/session.ts'
import { folder } from './depot.ts'

test('a weight that was pulled opens and runs', async () => {
  await using room = await folder()
  const weight = weightNamed('mediapipe-short')
  for await (const one of pull([weight], { cache: room.path })) expect(one).toHaveProperty('outcome')
  const found = await locate(weight.name, room.path)
  if (found.engine !== 'onnx') throw new Error('expected a graph')
  const session = await openSession(found.name, found.graph)
  const image = new Tensor('uint8', new Uint8Array(128 * 128 * 3), [1, 128, 128, 3])
  const { boxes, keypoints, scores } = await session.run({ image })
  await session.release()
  expect([boxes.dims, keypoints.dims, scores.dims]).toEqual([[896, 4], [896, 12], [896]])
  expect(Math.max(...(scores.data as Float32Array))).toBeLessThan(0.5)
})

test('what is no graph is a fault with a reason', async () => {
  await using room = await folder()
  const file = join(room.path, 'model.onnx')
  await writeFile(file, 'nonsense')
  await expect(openSession('dlib', file)).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
  await expect(openSession('dlib', join(room.path, 'nowhere'))).rejects.toMatchObject({ code: 'ENGINE_FAILED' })
})
