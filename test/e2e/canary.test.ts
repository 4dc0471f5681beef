import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { mean } from '../../agent/identity/faces/mean.ts'
import { MATCH } from '../../agent/identity/faces/quality.ts'
import { NUMBERS } from '../../agent/identity/faces/template.ts'
import { consistent } from '../../agent/identity/gallery/enrolment.ts'
import { derive } from '../../agent/identity/gallery/key.ts'
import { netOf } from '../../agent/identity/gallery/net.ts'
import { LOOKS } from '../../agent/identity/gallery/recogniser.ts'
import { Rotation } from '../../agent/identity/gallery/rotation.ts'
import { readPhotograph } from '../../agent/vision/photograph.ts'
import { locate } from '../../models/locate.ts'
import { AUDIENCE, consentToken, issuer, NOW, passToken, revocationsToken } from '../agent/identity/issuer.ts'
import { describeWith, models, recordings } from '../needs.ts'
import { freePort, mosquitto, scratch } from './aisled.ts'
import { Finder } from './canary/finder.ts'
import { addNumbers, addSecret, addWords } from './canary/forms.ts'
import { addLooks } from './canary/known.ts'
import { canRead, memoryOf } from './canary/memory.ts'
import type { Order, Setup } from './canary/shop.ts'
import { type Made, openWitness } from './canary/witness.ts'

const ENROLLED = 8
const MEMBERS = ['canary-member-tourmaline-4711', 'canary-member-chrysoprase-0815'] as const
const STRANGERS = 12
/** What a careless member system writes into a consent, where no claim may say it. */
const NAME = 'Canary Rhodochrosite Featherstonehaugh'

/**
 * No face and no name may be anywhere. A pseudonym is no name: it is what the issuer signed in place of one, the ledger could prove
 * nothing without it, and whoever holds it learns nothing but from the member system; so it may be in the ledger, and in the memory of
 * the process that reads it, but in no other file, no log and no message, where each subscriber has a pseudonym of its own.
 *
 * In memory may be: keys, templates as the rotation has turned them, and the last pictures of cameras, whoever is in them; for a
 * quarter of a second after somebody with a permit was embedded, what the nets hold of them; and the text of a token, refused ones
 * too, until its place is used again, for nobody can wipe a string of JavaScript: names are looked for in memory by the test of a
 * running shop, recognise.test.ts. There is no support bundle to be searched: nothing here makes one.
 */
describeWith(['recordings', 'mosquitto', 'model mediapipe-full', 'model dlib'], 'of members and strangers', () => {
  const scratched = scratch()
  const folder = join(scratched.folder, 'shop')
  /** What no one may find anywhere; what may lie in the ledger and in memory, or in memory alone, since it is there for it; keys. */
  const faces = new Finder()
  const pseudonyms = new Finder()
  const names = new Finder()
  const needed = new Finder()
  const secrets = new Finder()
  const traffic: Buffer[] = []
  const said: Buffer[] = []
  let child: ChildProcess
  let broker: { stop(): Promise<void> }
  let ear: mqtt.MqttClient
  let planted: Made
  let allowed = 0

  const tell = (order: Order) =>
    new Promise<unknown>((resolve, reject) => {
      child.once('message', ({ answer, thrown }: { answer?: unknown; thrown?: string }) =>
        thrown === undefined ? resolve(answer) : reject(new Error(thrown)),
      )
      child.send(order)
    })

  beforeAll(async () => {
    mkdirSync(folder)
    const port = await freePort()
    broker = await mosquitto(port)
    const url = `mqtt://127.0.0.1:${port}`
    ear = mqtt.connect(url)
    ear.on('message', (topic, payload, packet) =>
      traffic.push(Buffer.from(`${topic} ${JSON.stringify(packet.properties ?? {})} `), payload),
    )
    await new Promise(connected => ear.once('connect', connected))
    await ear.subscribeAsync('#', { qos: 1 })
    await ear.subscribeAsync('$SYS/#').catch(() => undefined)

    const keys = ['store', 'crm', 'till'].map(name => {
      const secret = randomBytes(32)
      addSecret(secrets, `key ${name}`, secret)
      writeFileSync(join(scratched.folder, `${name}.key`), `${secret.toString('hex')}\n`, { mode: 0o600 })
      return name
    })
    writeFileSync(join(folder, 'store.key'), readFileSync(join(scratched.folder, 'store.key')), { mode: 0o600 })
    for (const name of MEMBERS) for (const finder of [pseudonyms, needed]) addWords(finder, `pseudonym ${name}`, name)
    for (const name of NAME.split(' ').slice(1)) addWords(names, `name ${name}`, name)

    child = fork(fileURLToPath(new URL('./canary/shop.ts', import.meta.url)), [], {
      execArgv: ['--import', fileURLToPath(import.meta.resolve('tsx'))],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (bytes: Buffer) => said.push(bytes))
    const setup: Setup = {
      folder,
      url,
      nowMs: NOW,
      key: { kid: issuer.kid, x: issuer.x, issuer: 'crm', audiences: [AUDIENCE] },
      subscribers: keys.slice(1).map(id => ({ id, keyFile: join(scratched.folder, `${id}.key`) })),
      detector: await locate('mediapipe-full', models()),
      embedder: await locate('dlib', models()),
    }
    await tell({ setup })
    await run(setup)
  }, 240_000)

  afterAll(async () => {
    child?.kill('SIGKILL')
    await ear?.endAsync(true)
    await broker?.stop()
    scratched.remove()
  })

  /** Members enrol and come back; strangers pass by, and some of them with a code that is not theirs. */
  async function run({ detector, embedder }: Setup): Promise<void> {
    const people = readdirSync(recordings('faces', 'lfw'))
      .map(name => readdirSync(recordings('faces', 'lfw', name)).map(file => recordings('faces', 'lfw', name, file)))
      .filter(files => files.length > 0)
    const several = people.filter(({ length }) => length > ENROLLED)
    const strangers = people.filter(({ length }) => length === 1).slice(0, STRANGERS)
    const witness = await openWitness(detector, embedder)
    const storeKey = Buffer.from(readFileSync(join(scratched.folder, 'store.key'), 'utf8').trim(), 'hex')
    const rotation = new Rotation(derive(storeKey, `rotation ${netOf().model}`))

    await tell({ token: await revocationsToken(1, []) })
    const careless = await consentToken({ sub: MEMBERS[0], jti: 'receipt-named-x', given_name: NAME })
    expect(await tell({ token: careless })).toMatchObject({ became: 'refused', reason: 'malformed' })
    let track = 10
    for (const [i, sub] of MEMBERS.entries()) {
      const receipt = `receipt-of-${i}-x`
      await tell({ token: await consentToken({ sub, jti: receipt }) })
      const code = await passToken({ sub })
      const looks: Made[] = []
      let last: unknown
      for (const file of several[i].slice(0, ENROLLED)) {
        const { picture } = await readPhotograph(file)
        looks.push((await witness.see(picture))!)
        last = await tell({ enrol: picture, code, receipt })
        allowed++
      }
      expect(last).toMatchObject({ state: 'enrolled' })
      addLooks(faces, `member ${i} enrolling`, looks)
      const template = consistent(
        looks.map(({ numbers }) => numbers),
        looks.map(({ worth }) => worth),
      )!.template
      addNumbers(faces, `template of ${i}`, template)
      const turned = new Float32Array(NUMBERS)
      rotation.turn(template, turned)
      addNumbers(needed, `turned template of ${i}`, turned)

      const door: Made[] = []
      const shown = await passToken({ sub })
      track++
      for (const file of [...several[i].slice(ENROLLED), ...several[i]]) {
        const { picture } = await readPhotograph(file)
        const made = await witness.see(picture, MATCH)
        if (!made || door.length === LOOKS) continue
        door.push(made)
        last = await tell({ look: picture, code: shown, track })
        allowed++
      }
      expect(last).toBe('recognised')
      addLooks(faces, `member ${i} at the door`, door)
      addNumbers(
        faces,
        `query of ${i}`,
        mean(
          door.map(({ numbers }) => numbers),
          door.map(({ worth }) => worth),
        )!,
      )
    }

    for (const [i, [file]] of strangers.entries()) {
      const { picture } = await readPhotograph(file)
      expect(await tell({ look: picture, track: ++track })).toBe('NotAllowed')
      addLooks(faces, `stranger ${i}`, [(await witness.see(picture))!])
    }
    // One tries with the code of a member: looked at, but nobody.
    const code = await passToken({ sub: MEMBERS[0] })
    track++
    const looks: Made[] = []
    for (const [file] of strangers) {
      const { picture } = await readPhotograph(file)
      const made = await witness.see(picture, MATCH)
      if (!made || looks.length === LOOKS) continue
      looks.push(made)
      expect(await tell({ look: picture, code, track })).toBe(looks.length < LOOKS ? 'looking' : 'nobody')
      allowed++
    }
    const { picture: unseen } = await readPhotograph(several[MEMBERS.length][0])
    planted = (await witness.see(unseen))!
    await witness.close()
    await new Promise(resolve => setTimeout(resolve, 1500))
  }

  const files = (but: RegExp) =>
    readdirSync(folder)
      .filter(name => !but.test(name))
      .map(name => readFileSync(join(folder, name)))

  test('the worker has embedded who had a permit, each once, and no stranger', async () => {
    expect(await tell({ counted: true })).toBe(allowed)
  })

  test('no face, no name and no key is in a file, a log or a message, and no pseudonym but in the ledger', () => {
    expect(traffic.length).toBeGreaterThan(4)
    expect(said.length).toBeGreaterThan(0)
    for (const [where, parts] of [
      ['files', files(/^$/)],
      ['log', said],
      ['messages', traffic],
    ] as const)
      for (const finder of [faces, names]) expect([...finder.search(parts)], where).toEqual([])
    for (const [where, parts] of [
      ['files', files(/^consent\.db/)],
      ['log', said],
      ['messages', traffic],
    ] as const)
      expect([...pseudonyms.search(parts)], where).toEqual([])
    for (const parts of [files(/\.key$/), said, traffic]) expect([...secrets.search(parts)]).toEqual([])
  })

  test('no face is in the memory of the process', context => {
    if (!canRead(child.pid!)) return context.skip('the kernel does not let a process read the memory of its child')
    expect([...inMemory(faces)]).toEqual([])
  })

  test('the search finds what is left lying in any of these places', async context => {
    const slip = new Finder()
    addNumbers(slip, 'slip', planted.numbers)
    const bytes = Buffer.from(Float64Array.from(planted.numbers).buffer)
    expect([...slip.search([...files(/^$/), ...said, ...traffic])]).toEqual([])
    for (const kept of ['file', 'broker', 'log', 'memory'] as const) {
      const single = Buffer.from(planted.numbers.slice().buffer)
      await tell({ slip: kept === 'memory' ? bytes : single, kept })
    }
    // A broker and a log take their time on a machine that does much else.
    await vi.waitUntil(() => [traffic, said].every(parts => slip.search(parts).size > 0), { timeout: 30_000 })
    expect([...slip.search(files(/^$/))].join()).toContain('float32')
    expect([...slip.search(traffic)].join()).toContain('hex')
    expect([...slip.search(said)].join()).toContain('base64')
    if (!canRead(child.pid!)) return context.skip('the kernel does not let a process read the memory of its child')
    addNumbers(needed, 'slip', planted.numbers)
    const there = [...inMemory(needed)]
    expect(there).toContain('slip, float64')
    // What is meant to be there is there: so it was this process, all of it, and these are the numbers that it made.
    expect(there.join()).toContain(MEMBERS[0])
    expect(there).toContain('turned template of 0, float32')
  })

  function inMemory(finder: Finder): Set<string> {
    process.kill(child.pid!, 'SIGSTOP')
    try {
      return finder.search(memoryOf(child.pid!))
    } finally {
      process.kill(child.pid!, 'SIGCONT')
    }
  }
})
