import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readStoreKey } from '../../../agent/identity/gallery/key.ts'
import { Identity } from '../../../config/identity.ts'
import { ROOT } from '../../../config/root.ts'
import { describeWith } from '../../needs.ts'

const folder = fileURLToPath(new URL('deploy/debian/tree/usr/lib/systemd/system', ROOT))
const services = readdirSync(folder).filter(name => name.endsWith('.service'))
const text = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
const laid = (path: string) => readFileSync(new URL(`deploy/debian/tree/${path}`, ROOT), 'utf8')

describeWith(['systemd-analyze'], 'the units', () => {
  test('expose as little as systemd measures: 1.5 of 10 the agent, 1.5 the capture, 1.1 what sets monitor mode or channels', () => {
    const exposure = Object.fromEntries(
      services.map(name => {
        const said = execFileSync(
          'systemd-analyze',
          ['security', '--offline=true', '--no-pager', `${folder}/${name}`],
          { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
        )
        return [name, Number(/Overall exposure level for \S+: ([\d.]+)/.exec(said)?.[1])]
      }),
    )
    for (const [name, level] of Object.entries(exposure)) expect(level, name).toBeLessThanOrEqual(2)
    expect(exposure).toMatchObject({
      'aisled.service': 1.5,
      'aisle-capture@.service': 1.5,
      'aisle-hop@.service': 1.1,
      'aisle-monitor@.service': 1.1,
    })
  })
})

test('only what captures may receive raw packets, and the agent may do nothing that others may not', () => {
  const raw = services.filter(name => /CAP_NET_RAW/.test(text(name)))
  expect(raw).toEqual(['aisle-capture@.service'])
  expect(text('aisled.service')).toMatch(/^CapabilityBoundingSet=$/m)
  expect(text('aisled.service')).toMatch(/^AmbientCapabilities=$/m)
})

test('what root reads for the agent lies where the agent cannot write', () => {
  const unit = text('aisled.service')
  const read = [...unit.matchAll(/^LoadCredential=\w+:(.+)$/gm)].map(([, path]) => path!)
  const states = [...unit.matchAll(/^(?:State|Cache|Runtime|Logs|Configuration)Directory=(.+)$/gm)].map(
    ([, name]) => name!,
  )
  expect(read).not.toEqual([])
  expect(states).not.toEqual([])
  for (const path of read) for (const name of states) expect(path.split('/')).not.toContain(name)
})

test('the key of the gallery that is looked for by default is one that the unit can hand over, and what says where it lies is true', () => {
  const [, id, folder] = /^LoadCredential=(\w+):(.+)$/m.exec(text('aisled.service'))!
  const { key } = Identity.shape.gallery.parse({})
  if (key.kind !== 'credential') throw new Error('it is no credential')
  // Of a folder each file is handed over under the name of the credential, an underscore and its own (systemd.exec(5)).
  const file = key.name.replace(`${id}_`, '')
  expect(key.name).toBe(`${id}_${file}`)
  expect(() => readStoreKey(key, { CREDENTIALS_DIRECTORY: '/nowhere' })).toThrow(`Lay it into ${folder} as ${file},`)
  const example = readFileSync(new URL('config/members.example.yaml', ROOT), 'utf8')
  expect(example).toContain(`${folder}/${file} is { kind: credential, name: ${key.name} }`)
})

test.each(services)('%s leaves no core dump, in which pictures and addresses would reach a disk', name => {
  expect(text(name)).toMatch(/^LimitCORE=0$/m)
})

test('the agent reads no keyboard: neither its unit nor its groups nor a rule let it into /dev/input', () => {
  expect(text('aisled.service')).not.toMatch(/^DeviceAllow=(char-input|\/dev\/input)/m)
  expect(laid('usr/lib/sysusers.d/aisle.conf')).not.toMatch(/^m aisle input$/m)
  expect(laid('usr/lib/udev/rules.d/70-aisle.rules')).not.toContain('GROUP="input"')
})

test('modules whose kinds of devices are let through are loaded before the agent starts, so that what is plugged in later is too', () => {
  const modules = { video4linux: 'videodev', hidraw: 'hid', ttyACM: 'cdc_acm', ttyUSB: 'usbserial' }
  // Serial ports that are no USB devices are built into the kernel.
  const builtIn = ['ttyS', 'ttyAMA']
  const kinds = [...text('aisled.service').matchAll(/^DeviceAllow=char-(\w+)/gm)].map(([, kind]) => kind!)
  expect(kinds.filter(kind => !builtIn.includes(kind)).sort()).toEqual(Object.keys(modules).sort())
  for (const module of Object.values(modules))
    for (const when of ['Wants', 'After'])
      expect(text('aisled.service')).toMatch(new RegExp(`^${when}=.*\\bmodprobe@${module}\\.service`, 'm'))
})
