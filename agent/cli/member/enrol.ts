import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault, why } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { openBooks } from '../../identity/gallery/books.ts'
import { LOOKS } from '../../identity/gallery/enrolment.ts'
import { ADVICE, advice } from '../../identity/gallery/hint.ts'
import { held, settleLevel } from '../../identity/level.ts'
import { MAX_TOKEN } from '../../identity/token.ts'
import { shopOf } from '../../identity/trust.ts'
import { enrol as enrolNow, type Look, type Outcome, type Shown, seenBy } from '../../lanes/enrol.ts'
import { sourcesOf } from '../../lanes/sources.ts'
import { readPhotograph } from '../../vision/photograph.ts'
import { imagesIn } from '../images.ts'
import { interruption } from '../interruption.ts'
import { EXIT } from '../run.ts'
import { memberArgs } from './opened.ts'
import { refusal } from './refusal.ts'

/** Pictures of a pile count as taken one after the other. */
const APART_MS = 1000

export const enrol = defineCommand({
  meta: {
    name: 'enrol',
    description:
      'Enrol a member: first the consent that the issuer signed, then good looks from a camera or from photographs. Nothing of a picture is kept. Again with a newer consent, or the same one, for a new template.',
  },
  args: {
    ...memberArgs,
    consent: {
      type: 'string',
      valueHint: 'FILE',
      required: true,
      description: 'The signed consent (one compact JWS); - reads it from standard input.',
    },
    camera: {
      type: 'string',
      valueHint: 'ID',
      description: 'A camera of the configuration before which the member stands.',
    },
    photographs: {
      type: 'string',
      valueHint: 'DIR',
      description: `Instead of a camera: a folder of at least ${LOOKS} photographs of the member.`,
    },
    json: { type: 'boolean', description: 'JSON lines: one for each look, the last is the outcome.' },
  },
  async run({ args }) {
    if ((args.camera === undefined) === (args.photographs === undefined))
      throw new Fault('ARGUMENT_INVALID', {
        argument: '--camera',
        value: args.camera ?? 'missing',
        expected: 'a camera, or --photographs',
      })
    const config = loadConfig(args.config)
    if (!config.identity) throw new Fault('IDENTITY_UNCONFIGURED', { file: args.config })
    const from = args.camera === undefined ? pile(args.photographs!, args.json) : before(config, args.camera)
    const token = await consentFrom(args.consent)
    const books = openBooks(config, args.config)
    try {
      const { level, refused } = await settleLevel(config.privacy, books.ledger, shopOf(config), Date.now())
      if (refused) throw held(config.privacy.level, { level, refused })
      const signal = interruption()
      const outcome = await enrolNow(config, level, books, {
        token,
        place: args.camera ?? 'photographs',
        isAttended: true,
        pictures: from.pictures,
        say: from.say ?? speaker(args.json),
        now: Date.now,
        signal,
      })
      if (args.json) process.stdout.write(`${JSON.stringify({ ok: outcome.state === 'enrolled', ...outcome })}\n`)
      else process.stdout.write(`${told(outcome)}\n`)
      if (outcome.state !== 'enrolled') process.exitCode = EXIT.failed
    } finally {
      books.close()
    }
  },
})

interface From {
  readonly pictures: (signal: AbortSignal) => AsyncIterable<Shown>
  readonly say?: (look: Look) => void
}

/** @throws Fault ARGUMENT_INVALID */
function before(config: Config, id: string): From {
  const camera = config.cameras.find(one => one.id === id)
  if (!camera)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--camera',
      value: id,
      expected: `a camera of the configuration (${config.cameras.map(one => one.id).join(', ') || 'it has none'})`,
    })
  const around = { config, pace: 'live' as const, tell() {}, warn() {}, lost() {} }
  return { pictures: signal => seenBy(sourcesOf(around, Date.now()).colour(camera), signal) }
}

/** @throws Fault FILE_UNREADABLE, ARGUMENT_INVALID */
function pile(folder: string, json: boolean | undefined): From {
  let file = ''
  const tell = (what: object, sentence: string) =>
    json
      ? process.stdout.write(`${JSON.stringify({ file, ...what })}\n`)
      : process.stderr.write(`${file}: ${sentence}\n`)
  return {
    async *pictures(signal) {
      const files = await imagesIn(folder, '--photographs')
      // The last of them was taken now: what is told of it bears no time to come.
      const startMs = Date.now() - files.length * APART_MS
      for (const [i, path] of files.entries()) {
        if (signal.aborted) return
        file = path.name
        const read = await readPhotograph(path.file).catch(thrown => {
          if (!(thrown instanceof Fault)) throw thrown
          tell({ unreadable: true }, 'cannot be read as a picture')
        })
        if (!read) continue
        yield { picture: read.picture, atMs: startMs + i * APART_MS }
        read.picture.pixels.fill(0)
      }
    },
    say: look =>
      tell(
        look,
        look.lacks.length === 0 ? `good, ${look.have} of ${look.of}` : `does not count: ${advice(look.lacks)}`,
      ),
  }
}

/** Says how it goes, only when that changes. */
function speaker(json: boolean | undefined): (look: Look) => void {
  let last = ''
  return look => {
    const line = json
      ? JSON.stringify(look)
      : `${look.have} of ${look.of} good looks${look.lacks.length > 0 ? `; ${ADVICE[look.lacks[0]]}` : ''}`
    if (line === last) return
    last = line
    ;(json ? process.stdout : process.stderr).write(`${line}\n`)
  }
}

function told(outcome: Outcome): string {
  switch (outcome.state) {
    case 'enrolled':
      return `Enrolled from ${LOOKS} good looks, under the consent ${outcome.receipt}.`
    case 'refused':
      return `Nobody was enrolled: ${refusal(outcome.why)}.`
    case 'unfinished': {
      const { have = 0, of = LOOKS, lacks = [] } = outcome.last ?? {}
      const end = outcome.why === 'time' ? 'The time is over' : 'There are no more pictures'
      return `Nobody was enrolled. ${end}, with ${have} of ${of} good looks${lacks.length > 0 ? `; the last one: ${advice(lacks)}` : ''}.`
    }
  }
}

/** @throws Fault FILE_UNREADABLE, TOKEN_REFUSED */
async function consentFrom(file: string): Promise<string> {
  let read: string
  try {
    read = file === '-' ? await text(process.stdin) : readFileSync(file, 'utf8')
  } catch (thrown) {
    throw new Fault('FILE_UNREADABLE', { file, why: why(thrown) }, thrown)
  }
  if (read.trim() === '' || read.trim().length > MAX_TOKEN)
    throw new Fault('TOKEN_REFUSED', { why: 'it is empty, or too long for a consent' })
  return read
}
