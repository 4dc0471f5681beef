import { existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { Fault, why } from '../../config/fault.ts'
import type { Level } from '../../config/jurisdictions.ts'
import type { Books } from '../identity/gallery/books.ts'
import { openLedger } from '../identity/ledger.ts'
import { trustOf } from '../identity/trust.ts'
import { Answers } from '../publish/answers.ts'
import type { Beside } from '../publish/beside.ts'
import { type Answer, type Desk as Place, Requests, requestTopics } from '../publish/requests.ts'
import { applying } from './desk/apply.ts'
import type { Around } from './desk/around.ts'
import { denying } from './desk/deny.ts'
import { enrolling } from './desk/enrol.ts'
import { erasing } from './desk/erase.ts'
import { showing } from './desk/get.ts'
import { type Greeting, greeting } from './desk/greet.ts'
import { reporting } from './desk/health.ts'
import type { Here } from './desk/here.ts'
import { hearing } from './desk/outcome.ts'
import { pinging } from './desk/ping.ts'
import { taking } from './desk/put.ts'
import { retelling } from './desk/replay.ts'
import { testing } from './desk/selftest.ts'
import { staging } from './desk/stage.ts'
import { Voice } from './desk/voice.ts'
import { withdrawing } from './desk/withdraw.ts'
import type { Taps } from './taps.ts'
import type { Verdicts } from './verdicts.ts'

/** So long an answer may take to leave when the agent stops. */
const FAREWELL_MS = 2000

/** Where the agent is asked for something over the broker. */
export interface Desk {
  /** Resolves when it can be asked. */
  opened(): Promise<void>
  close(): Promise<void>
}

export interface DeskOptions extends Omit<Here, 'config'> {
  readonly beside: Beside
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  /** The privacy level in force. */
  readonly level: Level
  /** What the cameras see. */
  readonly taps: Taps
  /** Takes what became of visits. */
  readonly verdicts: Verdicts
  /** Who is let through, and stands before cameras; where members are recognised. */
  readonly greets?: Greeting
  /** Where gallery and ledger are open already. */
  readonly books: () => Books
  /** There is something new in the log to tell. */
  readonly changed: () => void
  readonly warn: (fault: Fault) => void
}

/** Opens it. What stands in the way of members is told to `warn`, and then nobody serves them. */
export function openDesk(config: Config, options: DeskOptions): Desk {
  const { beside, source, store, outbox, warn, file } = options
  const here: Here = { ...options, config }
  const stop = new AbortController()
  const voice = new Voice(beside)
  const members = openMembers(config, options, stop.signal)
  const desks = {
    ping: pinging(here),
    health: reporting(here),
    selftest: testing(here),
    outcome: hearing(options.verdicts),
    replay: retelling({
      ...{ source, clients: config.requests.clients },
      replay: (query, most) => outbox.replay(query, most),
      say: said => voice.say(said),
    }),
    ...(file && {
      'config.get': showing(here, file),
      'config.stage': staging(here, file),
      'config.apply': applying(file),
    }),
    ...members?.desks,
  }
  const answers = new Answers(store.db)
  const failed = (thrown: unknown) => warn(new Fault('REQUEST_FAILED', { why: why(thrown) }, thrown))
  const requests = new Requests({ source, desks, answers, rules: config.requests, failed }, Date.now())
  // An enrolment takes minutes: whoever asks for something else meanwhile does not wait for it.
  const running = new Set<Promise<void>>()
  const say = (answer: Answer) => voice.say(answer)
  let onOpen = () => {}
  const opened = new Promise<void>(resolve => (onOpen = resolve))
  const leave = beside.listen({
    topic: requestTopics(source),
    opened: onOpen,
    hear(packet) {
      const one = requests
        .hear(packet, Date.now(), say)
        .then(async answer => void (answer && (await say(answer))))
        .catch(failed)
        .finally(() => running.delete(one))
      running.add(one)
    },
  })
  return {
    opened: () => opened,
    async close() {
      stop.abort()
      leave()
      voice.hushIn(FAREWELL_MS)
      await Promise.all(running)
      voice.close()
      members?.close()
    },
  }
}

/** Those who serve members, where the shop knows any. */
function openMembers(
  config: Config,
  { level, taps, greets, books, changed, warn }: DeskOptions,
  signal: AbortSignal,
): { readonly desks: Readonly<Record<string, Place>>; close(): void } | undefined {
  const { identity, privacy } = config
  if (!identity) return undefined
  try {
    const ledger = openLedger(privacy.ledger, trustOf(config))
    const hasGallery = () => existsSync(identity.gallery.path)
    const around: Around = { ledger, books, hasGallery, changed }
    const reliefs = greets?.welcome.reliefs ?? []
    const desks = {
      'consent.put': taking(around),
      'consent.withdraw': withdrawing(around),
      'member.enrol': enrolling({ ...around, config, level, taps, reliefs, signal }),
      'member.erase': erasing(around),
      'member.not-me': denying(around, identity),
      ...(greets && { 'member.recognise': greeting(identity, greets) }),
    }
    return { desks, close: () => ledger.close() }
  } catch (thrown) {
    const { ledger: file } = privacy
    warn(thrown instanceof Fault ? thrown : new Fault('LEDGER_UNUSABLE', { file, why: why(thrown) }, thrown))
    return undefined
  }
}
