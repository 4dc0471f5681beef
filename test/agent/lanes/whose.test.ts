import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faceOf } from '../../../agent/lanes/whose.ts'
import type { Face } from '../../../agent/vision/face.ts'

const face = (x: number, y: number, size = 20): Face => ({ x, y, width: size, height: size, score: 1, keypoints: [] })
const boxes = (...of: number[][]) => Float32Array.from(of.flat())
/** Somebody whose box is 100 wide and 300 high, and somebody beside them. */
const two = boxes([100, 50, 100, 300], [250, 50, 100, 300])

test('whoever stands alone is looked at, by the face at the top of their box', () => {
  expect(faceOf([face(140, 60, 30), face(285, 60, 30)], two, 0)).toEqual(face(140, 60, 30))
  expect(faceOf([face(140, 60, 30), face(285, 60, 30)], two, 1)).toEqual(face(285, 60, 30))
})

test('whoever stands so near that their box ends at the chest is looked at as well', () => {
  const near = face(133, 146, 234)
  expect(faceOf([near], boxes([2, 10, 501, 490]), 0)).toEqual(near)
})

test('nobody is looked at where it may be somebody else', () => {
  expect(faceOf([], two, 0)).toBeUndefined()
  expect(faceOf([face(285, 60, 30)], two, 0)).toBeUndefined()
  // A child before them, and somebody who looks over their shoulder.
  expect(faceOf([face(140, 280)], two, 0)).toBeUndefined()
  expect(faceOf([face(110, 60), face(160, 60)], two, 0)).toBeUndefined()
  // Two whose heads are in both boxes.
  expect(faceOf([face(160, 60)], boxes([100, 50, 100, 300], [150, 50, 100, 300]), 0)).toBeUndefined()
})

test('the face of a stranger whom no camera follows is not that of a member who looks away', () => {
  const member = boxes([100, 50, 100, 300])
  // Beside their head, over their shoulder, before their chest, far behind; and, to compare, their own.
  expect(faceOf([face(172, 60, 30)], member, 0)).toBeUndefined()
  expect(faceOf([face(105, 90, 30)], member, 0)).toBeUndefined()
  expect(faceOf([face(130, 110, 40)], member, 0)).toBeUndefined()
  expect(faceOf([face(142, 62, 16)], member, 0)).toBeUndefined()
  expect(faceOf([face(135, 62, 30)], member, 0)).toBeDefined()
})

test('a face is never that of two', () => {
  const number = fc.integer({ min: 0, max: 400 })
  const box = fc.tuple(number, number, fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 300 }))
  fc.assert(
    fc.property(fc.array(box, { minLength: 1, maxLength: 5 }), fc.array(fc.tuple(number, number)), (of, at) => {
      const faces = at.map(([x, y]) => face(x, y))
      const found = of.map((_, i) => faceOf(faces, boxes(...of), i)).filter(one => one !== undefined)
      expect(new Set(found).size).toBe(found.length)
    }),
  )
})
