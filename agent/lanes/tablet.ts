import { Fault, why } from '../../config/fault.ts'
import type { Moments } from '../console/moments.ts'
import { Asked } from '../events/requests.ts'
import { requestTopic } from '../events/wire.ts'
import { Answers } from '../publish/answers.ts'
import { type Desk, Requests } from '../publish/requests.ts'
import type { Store } from '../store/store.ts'

/** As whom those ask who have the console open: they have shown its token, or sit at this machine. */
const ASKER = 'console'
/** All tablets of a shop together. */
const PER_MINUTE = 120

export interface TabletOptions {
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  readonly store: Store
  /** Who serves them at the desk. */
  readonly outcome: Desk
  readonly warn: (fault: Fault) => void
}

/**
 * Where the staff say what became of visits: by the way of a request over the broker, with all its checks, so that each is done once however
 * often it is sent. When it was made is not asked: it came just now, and the clock of a tablet may be wrong.
 */
export function openTablet({ source, store, outcome, warn }: TabletOptions): Moments['answer'] {
  const requests = new Requests(
    {
      source,
      desks: { outcome },
      answers: new Answers(store.db),
      rules: { clients: [{ name: ASKER, roles: ['subscriber'] }], perMinute: PER_MINUTE },
      failed: thrown => warn(new Fault('REQUEST_FAILED', { why: why(thrown) }, thrown)),
    },
    Date.now(),
  )
  const topic = requestTopic(source, 'outcome', ASKER)
  return async said => {
    const nowMs = Date.now()
    const asked = said !== null && typeof said === 'object' && !Array.isArray(said) ? said : {}
    const payload = JSON.stringify({ ...asked, at: new Date(nowMs).toISOString() })
    const answer = await requests.hear({ topic, payload, retain: false }, nowMs)
    if (answer) return JSON.parse(answer.body)
    // Whoever asks far too often over a broker hears no more of it; here somebody waits for the answer.
    if (Asked.shape.id.safeParse((asked as { id?: unknown }).id).success)
      return { ok: false, error: { code: 'REQUEST_TOO_MANY', message: 'ask again in a minute' } }
    throw new Fault('ARGUMENT_INVALID', {
      argument: 'id',
      value: 'missing',
      expected: 'a number of its own, 8 to 64 letters, digits, _ or -',
    })
  }
}
