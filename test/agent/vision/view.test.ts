import { expect, test } from 'vitest'
import type { Picture } from '../../../agent/vision/picture.ts'
import { type Fit, View } from '../../../agent/vision/view.ts'

// A picture with one white square of 8 pixels in it: where the view says that it is, white is to be seen.
function spotted(width: number, height: number, x: number, y: number): Picture {
  const pixels = new Uint8Array(width * height * 3).fill(100)
  for (let row = y; row < y + 8; row++) pixels.fill(255, (row * width + x) * 3, (row * width + x + 8) * 3)
  return { layout: 'rgb', width, height, pixels }
}

test.each<[string, Fit, number, number, number, number]>([
  ['stretched', 'stretched', 80, 40, 32, 32],
  ['wide, centred', 'centred', 80, 40, 32, 32],
  ['tall, centred', 'centred', 40, 80, 32, 32],
  ['wide, cornered', 'cornered', 80, 40, 32, 32],
  ['enlarged', 'centred', 40, 40, 96, 96],
])(
  'what is found in the field is put back where it is in the picture: %s',
  (_, fit, width, height, fieldWidth, fieldHeight) => {
    const picture = spotted(width, height, 16, 24)
    const field = new Uint8Array(fieldWidth * fieldHeight * 3).fill(9)
    const view = new View(picture, { x: 8, y: 8, width: width - 8, height: height - 8 }, fieldWidth, fieldHeight, fit)
    view.draw(picture, field)
    const white: [number, number][] = []
    for (let y = 0; y < fieldHeight; y++)
      for (let x = 0; x < fieldWidth; x++) if (field[(y * fieldWidth + x) * 3] > 200) white.push([x, y])
    const [xs, ys] = [white.map(([x]) => x), white.map(([, y]) => y)]
    expect(Math.abs(view.x(Math.min(...xs)) - 16)).toBeLessThanOrEqual(view.scaleX)
    expect(Math.abs(view.y(Math.min(...ys)) - 24)).toBeLessThanOrEqual(view.scaleY)
    expect(Math.abs(view.x(Math.max(...xs) + 1) - 24)).toBeLessThanOrEqual(view.scaleX)
    expect(Math.abs(view.y(Math.max(...ys) + 1) - 32)).toBeLessThanOrEqual(view.scaleY)
  },
)

test('what the picture does not fill is black, whatever was there before', () => {
  const picture = spotted(80, 40, 0, 0)
  const field = new Uint8Array(32 * 32 * 3).fill(9)
  new View(picture, { x: 0, y: 0, width: 80, height: 40 }, 32, 32, 'centred').draw(picture, field)
  const rows = Array.from({ length: 32 }, (_, y) => (field[y * 32 * 3 + 31 * 3] === 0 ? '.' : '#')).join('')
  expect(rows).toBe('........################........')
})

test('a region is never enlarged beyond the limit', () => {
  const picture = spotted(10, 10, 0, 0)
  expect(new View(picture, { x: 0, y: 0, width: 10, height: 10 }, 32, 32, 'cornered', 1).scaleX).toBe(1)
})
