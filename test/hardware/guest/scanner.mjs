import { chmodSync, chownSync, createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hid } from '../../../dist/drivers/scanner/hid.js'
import { asNobody, check, expect, faultOf, modprobe, until } from './check.mjs'
import { supervised, told } from './supervised.mjs'
import { plugIn } from './uhid.mjs'

const scanner = (which = { usb: '0c2e:0b61' }) => hid('till', which, 'us')
const plug = () => plugIn(0x0c2e, 0x0b61)
const nodes = () => readdirSync('/dev').filter(name => name.startsWith('hidraw'))

/** The folder of the device in the kernel's input layer. */
function input() {
  const root = '/sys/class/input'
  return readdirSync(root)
    .map(name => join(root, name))
    .find(path => /\/input\d+$/.test(path) && readFileSync(join(path, 'name'), 'utf8').includes('Test Scanner'))
}

/** HID scanners, against uhid. */
export async function part() {
  for (const module of ['uhid', 'hid-generic', 'evdev']) modprobe(module)
  await until(() => existsSync('/dev/uhid'), '/dev/uhid')
  await check('that is not plugged in is refused, and says so', () =>
    faultOf(scanner(), 'SOURCE_REFUSED', /no device 0c2e:0b61 is plugged in.*lsusb/, 1),
  )
  let device = plug()
  await until(() => nodes().length === 1 && input(), 'the scanner to be there')
  await check('codes come as they were typed', async () => {
    const codes = []
    const typing = setInterval(() => device.type(`EAN-400638133393${codes.length % 10}`), 1000)
    try {
      for await (const scans of scanner().open(new AbortController().signal)) {
        for (const { text, atMs } of scans) {
          expect(/^EAN-400638133393\d$/.test(text), text)
          expect(Math.abs(Date.now() - atMs) < 5000, `${Date.now() - atMs} ms`)
          codes.push(text)
        }
        if (codes.length >= 5) break
      }
    } finally {
      clearInterval(typing)
    }
    return codes.join(' ')
  })
  await check('closed to us it is refused, and says which group has it and what a udev rule looks like', async () => {
    const node = `/dev/${nodes()[0]}`
    chownSync(node, 0, 20)
    chmodSync(node, 0o660)
    return asNobody(() => faultOf(scanner(), 'SOURCE_REFUSED', /group dialout.*udev rule/, 1))
  })
  await check('that is inhibited types no more into the machine, and is read all the same', async () => {
    const event = readdirSync(input()).find(name => name.startsWith('event'))
    let typed = 0
    const keyboard = createReadStream(`/dev/input/${event}`)
    keyboard.on('data', bytes => (typed += bytes.length)).on('error', () => {})
    // What is typed before the node is open, nobody hears.
    await until(async () => {
      device.type('LOUD')
      await sleep(500)
      return typed > 0
    }, 'the keyboard of the machine')
    writeFileSync(join(input(), 'inhibited'), '1')
    await sleep(500)
    typed = 0
    const typing = setInterval(() => device.type('QUIET'), 1000)
    try {
      for await (const [scan] of scanner().open(new AbortController().signal)) {
        if (!scan) continue
        expect(scan.text === 'QUIET', scan.text)
        break
      }
    } finally {
      clearInterval(typing)
    }
    await sleep(500)
    expect(typed === 0, `${typed} bytes of key presses reached the machine`)
    return 'echo 1 > /sys/class/input/inputN/inhibited'
  })
  await check(
    'that is pulled out is lost, and comes back by itself under another name, before anybody scans',
    async () => {
      const before = nodes()[0]
      let after = ''
      const seen = await supervised(scanner(), async seen => {
        const typing = setInterval(() => device?.type('CODE-1'), 1000)
        await until(() => seen.items > 1, 'codes')
        clearInterval(typing)
        device.unplug()
        device = undefined
        await until(() => told(seen, 'sensor.failed') === 1, 'the loss to be told')
        // Whoever comes between takes the name.
        const other = plugIn(0x1234, 0x0001)
        await until(() => nodes().includes(before), `${before} to be taken`)
        device = plug()
        await until(() => told(seen, 'sensor.recovered') === 1, 'its return', 100_000)
        after = nodes().find(name => name !== before)
        other.unplug()
      })
      expect(after !== undefined && after !== before, `${before} → ${after}`)
      return `${before} → ${after}; ${seen.faults.join(' ')}`
    },
  )
  device?.unplug()
}
