import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { type CommandDef, defineCommand, renderUsage } from 'citty'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { aislectl } from '../../../agent/cli/aislectl.ts'
import { help } from '../../../agent/cli/help.ts'
import { run as runCommandLine } from '../../../agent/cli/run.ts'
import { Fault } from '../../../config/fault.ts'
import { example, scratch } from '../../e2e/aisled.ts'

const folder = scratch()
afterAll(folder.remove)
afterEach(() => void vi.unstubAllEnvs())

/** A command line in this process: its exit code and all that it wrote. */
async function run(...args: string[]): Promise<{ code: number; said: string }> {
  let said = ''
  const listen = (text: unknown) => {
    said += String(text)
    return true
  }
  const streams = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')]
  for (const stream of streams) stream.mockImplementation(listen)
  const before = process.exitCode
  process.exitCode = 0
  try {
    await runCommandLine(aislectl, args)
    return { code: Number(process.exitCode), said: stripVTControlCharacters(said).replace(/\n+$/, '') }
  } finally {
    process.exitCode = before
    for (const stream of streams) stream.mockRestore()
  }
}

const LEAST = `store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5]] }\n`

test('help names the commands', async () => {
  const { code, said } = await run('--help')
  expect(code).toBe(0)
  expect(said).toMatchInlineSnapshot(`
    "The technician's tool for Aisle. (aislectl)

    USAGE aislectl config|models|replay|doctor|top|selftest|heat|touchpoints|moments|zones|walktest|bundle|events|key|privacy|consent|member|camera|wifi|calibrate|evaluate|join|fleet|simulate|completion|version

    COMMANDS

      config       The configuration file.
      models       Learned weights.
      replay       Run the configured recordings to their end, as fast as it goes, dropping nothing.
      doctor       Prove the way from each sensor to the acknowledgement of the broker, hop by hop.
      top          Show how the running agent is, sensor by sensor, once a second until Ctrl-C.
      selftest     Have the running agent test itself.
      heat         Show where people were for how long on one day, as summed up by the agent, also while
                   it runs.
      touchpoints  Show the map of the touchpoints, also while the agent runs.
      moments      The judge of moments.
      zones        The floor plan.
      walktest     Walk over a line, in and out in turn, while the running agent counts.
      bundle       Pack what whoever helps from afar needs.
      events       What the agent publishes.
      key          Make the keys that a shop with members needs, each in a file of its own.
      privacy      How much a shop may know.
      consent      What members agreed to, what they took back, and the log of all decisions.
      member       The gallery.
      camera       Find cameras, and see what they see, without people.
      wifi         Look at what a Wi-Fi adapter hears.
      calibrate    Tie the pictures of cameras to the floor plan, and check that they are.
      evaluate     Run one stage over recordings and write what it finds, to be held against the truth.
      join         Let this machine join a fleet.
      fleet        Let machines join a fleet.
      simulate     Make up load to try things out with.
      completion   Print a script that lets a shell complete the words of aislectl.
      version      What is installed here.

    Use aislectl <command> --help for more information about a command."
  `)
})

test('--version is what everybody tries first, of either program', async () => {
  const { code, said } = await run('--version')
  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^aisle \d+\.\d+\.\d+\S* \(Node \d+\./) })
  expect((await run('version')).said).toBe(said)
  expect(JSON.parse((await run('--version', '--json')).said)).toMatchObject({ node: process.versions.node })
  expect((await run('--version', '--what')).code).toBe(2)
})

test('a command that ends since a sensor is lost does not say that others go on', async () => {
  const run = () => Promise.reject(new Fault('SOURCE_LOST', { sensor: 'desk', why: 'No route to host' }))
  const said: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0)
  const before = process.exitCode
  await runCommandLine(defineCommand({ meta: { name: 'aislectl' }, run }), [])
  const code = process.exitCode
  process.exitCode = before
  write.mockRestore()
  expect(said.join('')).toMatch(/^aislectl: The sensor desk gives nothing: No route to host\. Check its power/)
  expect(said.join('')).not.toMatch(/go on|tried again/)
  expect(code).toBe(1)
})

test.each([
  ['config', 'check'],
  ['models', 'pull'],
  ['events', 'tail'],
  ['consent', 'list'],
  ['consent', 'show'],
  ['consent', 'verify'],
  ['consent', 'import'],
  ['consent', 'withdraw'],
  ['calibrate', 'pairs'],
  ['calibrate', 'pose'],
  ['calibrate', 'check'],
  ['evaluate', 'people'],
  ['evaluate', 'track'],
  ['evaluate', 'wifi'],
  ['evaluate', 'faces-detect'],
  ['replay', ''],
  ['simulate', 'fleet'],
  ['version', ''],
])('%s %s has help and promises --json', async (...words) => {
  const { code, said } = await run(...words.filter(word => word !== ''), '--help')
  expect(code).toBe(0)
  expect(said).toMatch(/USAGE aislectl/)
  expect(said).toMatch(/--json/)
})

test('help of every command fits on a screen, and leaves no word out', async () => {
  const every = async (words: string[], command: CommandDef): Promise<[string[], CommandDef][]> => {
    const below = Object.entries((await resolved(command.subCommands)) ?? {})
    const all = await Promise.all(below.map(async ([name, sub]) => every([...words, name], (await resolved(sub))!)))
    return [[words, command], ...all.flat()]
  }
  const commands = await every([], aislectl as CommandDef)
  expect(commands.length).toBeGreaterThan(50)
  for (const [words, command] of commands) {
    const usage = stripVTControlCharacters(await renderUsage(command))
    for (const columns of [60, 80, 100, 200]) {
      const said = help(usage, columns)
      const long = said.split('\n').filter(line => line.length > columns && !line.startsWith('USAGE'))
      expect(
        long.filter(line => /\S\s+\S/.test(line.trim())),
        words.join(' '),
      ).toEqual([])
      if (!command.subCommands) expect(said.split(/\s+/), words.join(' ')).toEqual(usage.split(/\s+/))
    }
  }
})

async function resolved<T>(value: T | Promise<T> | (() => T | Promise<T>) | undefined): Promise<T | undefined> {
  return typeof value === 'function' ? (value as () => T)() : value
}

test('a command that is not understood ends with 2 and says where to look', async () => {
  for (const words of [['nonsense'], ['config', 'check'], ['evaluate', 'people']]) {
    const { code, said } = await run(...words)
    expect(code, words.join(' ')).toBe(2)
    expect(said).toMatch(/Try: aislectl/)
  }
})

test('an option that there is not is refused, not passed over', async () => {
  for (const words of [
    ['version', '--jsn'],
    ['config', 'check', 'x.yaml', '--frob'],
    ['replay', '--config', 'x', '--evnts', 'y'],
  ]) {
    const { code, said } = await run(...words)
    expect(code, words.join(' ')).toBe(2)
    expect(said).toMatch(/is unknown, expected an option of this command/)
  }
})

test('a word too many is refused with how the command is used, not passed over', async () => {
  for (const [words, usage] of [
    [['version', 'extra'], 'aislectl version'],
    [['replay', '--config', 'x', 'y'], 'aislectl replay'],
    [['heat', 'monday', '--config', 'x'], 'aislectl heat'],
    [['consent', 'show', '--config', 'x', 'a', 'b'], 'aislectl consent show'],
  ] as const) {
    const { code, said } = await run(...words)
    expect(code, words.join(' ')).toBe(2)
    expect(said).toMatch(/is one word too many, expected only: /)
    expect(said).toContain(`only: ${usage}`)
  }
  expect((await run('version', '--json')).code).toBe(0)
})

test('a replay that breaks off ends with what broke it off, and holds nothing', async () => {
  const broken = `${LEAST}wifi: [{ id: ear, feed: { driver: savefile, path: none.pcap } }]
broker: { kind: remote, url: "mqtt://127.0.0.1:1" }
outbox: { path: broken.db }
`
  const file = folder.write('broken.yaml', broken)
  const kept = folder.write('kept.ndjson', 'what was told before')
  for (const _ of ['first', 'second'])
    expect(await run('replay', '--config', file, '--events', kept)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/none\.pcap cannot be read/),
    })
  expect(readFileSync(kept, 'utf8')).toBe('what was told before')
  expect(readdirSync(folder.folder).filter(name => name.endsWith('.part'))).toEqual([])
})

test('a replay into a file that cannot be written fails before it begins, and leaves nothing', async () => {
  const file = folder.write('short.yaml', example({ broker: undefined, simulation: { seed: 1, seconds: 86_400 } }))
  const kept = folder.write('events.ndjson', 'what was told before')
  // A whole day: a replay that began would not be over before this test has to be.
  const inside = join(folder.folder, 'folder.png')
  mkdirSync(inside)
  for (const heat of [join(folder.folder, 'none', 'heat.png'), inside])
    expect(await run('replay', '--config', file, '--events', kept, '--heat', heat)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/cannot be written: .*(no such file|is a folder)/),
    })
  expect((await run('replay', '--config', file, '--events', kept, '--heat', kept)).code).toBe(2)
  expect(readFileSync(kept, 'utf8')).toBe('what was told before')
  expect(readdirSync(folder.folder).filter(name => name.endsWith('.part'))).toEqual([])
})

test('a replay writes events and heat', async () => {
  const file = folder.write('shop.yaml', example({ broker: undefined, simulation: { seed: 1, seconds: 20 } }))
  const [told, heat] = ['told.ndjson', 'told.png'].map(name => join(folder.folder, name))
  const { code, said } = await run('replay', '--config', file, '--events', told, '--heat', heat, '--json')
  expect(code).toBe(0)
  expect(readFileSync(told, 'utf8').trim().split('\n')).toHaveLength(JSON.parse(said).events)
  expect(readFileSync(heat).subarray(1, 4).toString()).toBe('PNG')
})

test('a fault ends with 1, as a sentence or as an object', async () => {
  const file = folder.write('wrong.yaml', 'store: {}')
  expect(await run('config', 'check', file)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^aislectl: The configuration .* has \d fault/),
  })
  const { code, said } = await run('replay', '--config', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(said)).toMatchObject({ error: { code: 'CONFIG_INVALID' } })
})

test('config check says how well a camera is calibrated', async () => {
  const spots = (last: string) =>
    `cameras: [{ id: eye, feed: { driver: file, path: a.mp4 }, calibration: [{ image: [0, 0], floor: [0, 0] }, { image: [100, 0], floor: [1, 0] }, { image: [100, 100], floor: [1, 1] }, { image: ${last} }] }]`
  folder.write('a.mp4', '')
  const good = folder.write('good.yaml', `${LEAST}${spots('[0, 100], floor: [0, 1]')}`)
  vi.stubEnv('AISLE_MODELS', folder.folder)
  expect(await run('config', 'check', good)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/eye: four spots always fit.*\n.*nanodet.*aislectl models pull nanodet/s),
  })
  const pose = 'pose: { position: [0, 0], heightMetres: 3, tiltDegrees: 50 }'
  const posed = `calibration: { intrinsics: { width: 64, height: 48, fx: 50, fy: 50, cx: 32, cy: 24 }, ${pose} }`
  const hung = folder.write(
    'hung.yaml',
    `${LEAST}cameras: [{ id: eye, feed: { driver: file, path: a.mp4 }, ${posed} }]`,
  )
  expect(await run('config', 'check', hung)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/eye: calibrated by its pose/),
  })
  const flat = folder.write(
    'flat.yaml',
    `${LEAST}${spots('[50, 0], floor: [0.5, 0]')}`.replace('[100, 100], floor: [1, 1]', '[70, 0], floor: [0.7, 0]'),
  )
  const { code, said } = await run('config', 'check', flat, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(said)).toMatchObject({
    ok: false,
    mistakes: [],
    calibration: [{ id: 'eye', fault: expect.stringMatching(/in a line/) }],
  })
})

test('config check tells which files are missing; the configuration itself is right', async () => {
  const file = folder.write('hollow.yaml', `${LEAST}wifi: [{ id: ear, feed: { driver: savefile, path: hollow.pcap } }]`)
  const expected = 'a file that can be read'
  expect(await run('config', 'check', file)).toMatchObject({
    code: 1,
    said: expect.stringMatching(
      /is not right.*\n {2}wifi\[0\]\.feed\.path: is \S+hollow\.pcap, expected a file that can/,
    ),
  })
  const { code, said } = await run('config', 'check', file, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(said)).toMatchObject({ ok: false, mistakes: [{ path: 'wifi[0].feed.path', expected }] })
  folder.write('hollow.pcap', '')
  expect(await run('config', 'check', file)).toMatchObject({ code: 0 })
})

test('config check finds the spot that calibrate pairs finds', async () => {
  const spot = (x: number, y: number, off = 0) => `{ image: [${100 * x}, ${100 * y}], floor: [${x + off}, ${y}] }`
  const spots = [spot(0, 0), spot(4, 0), spot(4, 3), spot(0, 3), spot(2, 1, 0.6), spot(1, 2), spot(3, 2)]
  folder.write('b.mp4', '')
  const camera = `cameras: [{ id: eye, feed: { driver: file, path: b.mp4 }, calibration: [${spots}] }]`
  const file = folder.write('spots.yaml', `${LEAST}${camera}`)
  expect(await run('config', 'check', file)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/is not right.*Spot 5 does not fit the others/s),
  })
  expect(JSON.parse((await run('config', 'check', file, '--json')).said)).toMatchObject({
    ok: false,
    calibration: [{ id: 'eye', spots: 7, suspect: 5 }],
  })
})

test('config check takes the files of several machines, checks each, and holds them against each other', async () => {
  const shop = (agent: string, more: string) =>
    folder.write(`${agent}.yaml`, `${LEAST.replace('agent: c', `agent: ${agent}`)}${more}`)
  const broker = 'broker: { kind: remote, url: "mqtt://h" }\n'
  const owner = shop('one', `${broker}node: { kind: owner, sensors: [two] }`)
  const sensor = shop('two', `${broker}node: { kind: sensor, owner: one }`)
  expect(await run('config', 'check', owner, sensor)).toMatchObject({
    code: 0,
    said: expect.stringMatching(/one\.yaml is right.*two\.yaml is right(?!.*Between them nothing is wrong)/s),
  })
  expect((await run('config', 'check', owner, sensor)).said).toMatch(
    /keep their events in .*aisle\.db: on one machine each needs its own outbox\.path/,
  )
  const third = shop('three', `${broker}node: { kind: sensor, owner: one }\nfrob: 1`)
  const { code, said } = await run('config', 'check', owner, third, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(said)).toMatchObject({
    ok: false,
    files: [
      { file: owner, ok: true },
      { file: third, ok: false, mistakes: [{ path: 'frob', line: 5 }] },
    ],
    discords: [{ file: owner, path: 'node.sensors[0]', value: 'two' }],
  })
})

test('a replay of live sensors is refused with what to do', async () => {
  const file = folder.write('live.yaml', `${LEAST}wifi: [{ id: ear, feed: { driver: tcpdump, interface: wlan1 } }]`)
  expect(await run('replay', '--config', file)).toMatchObject({
    code: 1,
    said: expect.stringMatching(/has an end.*Name recordings/),
  })
})
