import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { videoDevices } from '../../../drivers/camera/devices.ts'

test('the video devices of a machine are listed by number, with the path that stays where there is one', () => {
  const root = mkdtempSync(join(tmpdir(), 'aisle-devices-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  expect(videoDevices(root)).toEqual([])
  for (const [video, name] of [
    ['video10', 'Depth'],
    ['video2', 'Shop\u001b[2J camera'],
  ] as const) {
    mkdirSync(join(root, 'sys/class/video4linux', video), { recursive: true })
    writeFileSync(join(root, 'sys/class/video4linux', video, 'name'), `${name}\n`)
  }
  mkdirSync(join(root, 'dev/v4l/by-id'), { recursive: true })
  writeFileSync(join(root, 'dev/video2'), '')
  const stable = join(root, 'dev/v4l/by-id/usb-Shop-index0')
  symlinkSync('../../video2', stable)
  symlinkSync('../../video9', join(root, 'dev/v4l/by-id/usb-Gone-index0'))
  expect(videoDevices(root)).toEqual([
    { node: '/dev/video2', name: 'Shop [2J camera', stable },
    { node: '/dev/video10', name: 'Depth', stable: undefined },
  ])
})
