import { expect, test } from 'vitest'
import { parseConfig } from '../../config/load.ts'

const LEAST = `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`
const SPOTS = '[[0, 0], [1280, 0], [1280, 720], [0, 720]]'
const spots = (all: string) =>
  JSON.stringify((JSON.parse(all) as number[][]).map(image => ({ image, floor: [image[0]! / 200, image[1]! / 200] })))
const optics = (width: number, height: number) =>
  `intrinsics: { width: ${width}, height: ${height}, fx: 640, fy: 640, cx: 640, cy: 360 }`
const posed = (width: number, height: number) =>
  `{ ${optics(width, height)}, pose: { position: [0, 0], heightMetres: 3 } }`
const FEED = '{ driver: v4l2, device: /dev/video0, width: 1280, height: 720 }'
const RTSP = '{ driver: rtsp, url: "rtsp://h" }'

function told(camera: string): string[] {
  const loaded = parseConfig(`${LEAST}${camera}`, '/')
  return 'mistakes' in loaded ? loaded.mistakes.map(m => `${m.path} is ${m.value}, expected ${m.expected}`) : []
}
const camera = (feed: string, calibration: string, more = '') =>
  `cameras: [{ id: eye, feed: ${feed}, calibration: ${calibration}${more} }]`

test('pictures of another size than what was calibrated are told', () => {
  expect(told(camera(FEED, posed(1280, 720)))).toEqual([])
  expect(told(camera(FEED, posed(1920, 1080)))).toEqual([
    'cameras[0].calibration.intrinsics.width is 1920, expected 1280, the width of the pictures under feed',
    'cameras[0].calibration.intrinsics.height is 1080, expected 720, the height of the pictures under feed',
  ])
  expect(told(camera(FEED, spots(SPOTS), `, lens: { ${optics(1280, 960)} }`))).toEqual([
    'cameras[0].lens.intrinsics.height is 960, expected 720, the height of the pictures under feed',
  ])
  // One row less is delivered of an odd size.
  expect(told(camera(FEED.replace('720', '721'), posed(1280, 720)))).toEqual([])
})

test('a spot beside the picture is told', () => {
  expect(told(camera(FEED, spots(SPOTS)))).toEqual([])
  expect(told(camera(FEED, spots(SPOTS.replace('[1280, 720]', '[1300, 720]'))))).toEqual([
    'cameras[0].calibration[2].image is [1300,720], expected a spot in the pictures under feed, 1280 × 720 pixels',
  ])
  expect(told(camera(RTSP, spots(SPOTS)))).toEqual([])
})

test('a live camera that would stall after each picture is told', () => {
  const eye = (feed: string, maxFps: number, stallSeconds: number) =>
    told(camera(feed, spots(SPOTS), `, maxFps: ${maxFps}, stallSeconds: ${stallSeconds}`))
  const words = 'cameras[0].stallSeconds is 3, expected more than 4, the seconds between two pictures at maxFps'
  for (const feed of [FEED, RTSP]) {
    expect(eye(feed, 0.25, 3)).toEqual([words])
    expect(eye(feed, 0.25, 5)).toEqual([])
  }
  expect(eye('{ driver: file, path: a.mp4 }', 0.25, 3)).toEqual([])
  const depth = (stallSeconds: number) =>
    `depth: [{ id: top, feed: { driver: v4l2, device: /dev/video2, stallSeconds: ${stallSeconds} }, maxFps: 0.5, ${optics(1280, 720)}, pose: { position: [0, 0], heightMetres: 3 } }]`
  expect(told(depth(2))).toEqual([
    'depth[0].feed.stallSeconds is 2, expected more than 2, the seconds between two pictures at maxFps',
  ])
  expect(told(depth(3))).toEqual([])
})
