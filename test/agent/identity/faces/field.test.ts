import { expect, test } from 'vitest'
import { CROP } from '../../../../agent/identity/faces/crop.ts'
import { Field } from '../../../../agent/identity/faces/field.ts'
import { SIDE } from '../../../../agent/identity/faces/template.ts'

test('behind a crop lies its mirror image, pixel by pixel, and the crop is as it was', () => {
  const field = new Field()
  const crop = Uint8Array.from({ length: CROP }, (_, i) => (i * 2654435761) >>> 24)
  field.bytes.set(crop)
  field.bytes.fill(7, CROP)
  field.mirror()
  expect(field.bytes.subarray(0, CROP)).toEqual(crop)
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      for (let c = 0; c < 3; c++) {
        const [there, here] = [CROP + 3 * (y * SIDE + SIDE - 1 - x) + c, 3 * (y * SIDE + x) + c]
        if (field.bytes[there] !== crop[here]) expect.fail(`${c} of ${x} ${y}`)
      }
})
