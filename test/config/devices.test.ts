import { expect, test } from 'vitest'
import { parseConfig } from '../../config/load.ts'

const LEAST = `
store: { tenant: demo, store: corner, agent: counter }
floor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }
`

function told(text: string): string[] {
  const loaded = parseConfig(`${LEAST}${text}`, '/')
  return 'mistakes' in loaded
    ? loaded.mistakes.map(m => `${m.path} is ${m.value.replaceAll('"', '')}, expected ${m.expected}`)
    : []
}

const scanners = (...feeds: string[]) =>
  told(`scanners: [${feeds.map((feed, i) => `{ id: till-${i}, feed: { ${feed} } }`)}]`)
const ears = (...feeds: string[]) => told(`wifi: [${feeds.map((feed, i) => `{ id: ears-${i}, feed: { ${feed} } }`)}]`)

test.each([
  [
    ['driver: device, path: /dev/ttyACM0', 'driver: device, path: /dev/ttyACM0'],
    'scanners[1].feed.path is /dev/ttyACM0',
  ],
  [['driver: hid, usb: "0c2e:0b61"', 'driver: hid, usb: "0C2E:0B61"'], 'scanners[1].feed.usb is 0C2E:0B61'],
])('two scanners that are one device are told: %o', (feeds, what) =>
  expect(scanners(...feeds)).toEqual([`${what}, expected a device that no other sensor reads`]),
)

test('two scanners of one kind are told apart by their nodes', () => {
  expect(scanners('driver: hid, path: /dev/hidraw0', 'driver: hid, path: /dev/hidraw1')).toEqual([])
  expect(scanners('driver: device, path: /dev/ttyACM0', 'driver: device, path: /dev/ttyACM1')).toEqual([])
})

test('two sniffers on one adapter would count each device twice; a recording may be read twice', () => {
  expect(ears('driver: tcpdump, interface: wlan1', 'driver: pcap, interface: wlan1')).toEqual([
    'wifi[1].feed.interface is wlan1, expected a device that no other sensor reads',
  ])
  expect(ears('driver: savefile, path: day.pcap', 'driver: savefile, path: day.pcap')).toEqual([])
})

test('two cameras at one URL would see everybody twice; two streams of a recorder are two cameras', () => {
  const shop = (first: string, second: string) => `
cameras: [${[first, second].map((url, i) => `{ id: eye-${i}, feed: { driver: rtsp, url: "${url}" }, calibration: [${[1, 2, 3, 4].map(n => `{ image: [${n}, 0], floor: [${n}, 0] }`)}] }`)}]`
  expect(told(shop('rtsp://recorder.example/ch1', 'rtsp://RECORDER.example/ch1'))).toEqual([
    'cameras[1].feed.url is rtsp://RECORDER.example/ch1, expected a device that no other sensor reads',
  ])
  for (const other of [
    'rtsp://recorder.example/CH1',
    'rtsp://recorder.example:8554/ch1',
    'rtsp://recorder.example/ch1?sub',
  ])
    expect(told(shop('rtsp://recorder.example/ch1', other))).toEqual([])
})

test('a colour and a depth camera are two nodes of one device', () => {
  const shop = (node: string) => `
cameras:
  - id: west
    feed: { driver: v4l2, device: /dev/video0, width: 640, height: 480 }
    calibration: [${[1, 2, 3, 4].map(n => `{ image: [${n}, 0], floor: [${n}, 0] }`)}]
depth:
  - id: ceiling
    feed: { driver: v4l2, device: ${node}, millimetresPerUnit: 1 }
    intrinsics: { width: 4, height: 3, fx: 1, fy: 1, cx: 2, cy: 1 }
    pose: { position: [0, 0], heightMetres: 3 }`
  expect(told(shop('/dev/video0'))).toEqual([
    'depth[0].feed.device is /dev/video0, expected a device that no other sensor reads',
  ])
  expect(told(shop('/dev/video2'))).toEqual([])
})
