import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import type { Level } from '../../../config/jurisdictions.ts'
import type { Ms } from '../../../config/units.ts'
import { now } from '../../../drivers/clock.ts'
import { REQUESTS } from '../../events/requests.ts'
import { advice } from '../../identity/gallery/hint.ts'
import type { Desk } from '../../publish/requests.ts'
import { enrol, type Look, seenBy } from '../enrol.ts'
import type { Relief } from '../relief.ts'
import type { Taps } from '../taps.ts'
import type { Around } from './around.ts'

export interface Enrolling extends Around {
  readonly config: Config
  /** The privacy level in force. */
  readonly level: Level
  /** What the cameras see. */
  readonly taps: Taps
  /** What depth cameras beside them see. */
  readonly reliefs: readonly Relief[]
  /** Ends what is under way. */
  readonly signal: AbortSignal
}

/**
 * A member stands at a kiosk and wants to enrol. No picture goes over the broker: the request names the kiosk, bears the consent and
 * says whether somebody of the staff stands by; what the member is to do comes back as answers in between, and the last one says
 * what became of it.
 */
export function enrolling({ config, level, taps, reliefs, books, changed, signal }: Enrolling): Desk {
  const busy = new Set<string>()
  return {
    ...REQUESTS['member.enrol'],
    async serve({ kiosk: id, token, attendedBy }, { say }) {
      const kiosk = config.identity?.kiosks.find(one => one.id === id)
      const camera = config.cameras.find(one => one.id === kiosk?.camera)
      if (!camera) throw new Fault('KIOSK_UNKNOWN', { kiosk: id })
      if (busy.has(id)) throw new Fault('KIOSK_BUSY', { kiosk: id })
      busy.add(id)
      try {
        const pictures = (until: AbortSignal) => seenBy(taps.of(camera.id), until)
        const relief = reliefs.find(({ depth }) => depth.camera === camera.id)
        const outcome = await enrol(config, level, books(), {
          ...(relief && { glance: (atMs: Ms) => relief.glance(atMs) }),
          isAttended: attendedBy === 'staff',
          token,
          place: id,
          pictures,
          say: onlyNews(say),
          now,
          signal,
        })
        if (outcome.state === 'enrolled') return outcome
        if (outcome.state === 'refused') throw new Fault('ENROLMENT_REFUSED', { why: outcome.why })
        const { have = 0, of = 0, lacks = [] } = outcome.last ?? {}
        const lacking = lacks.length > 0 ? `; ${advice(lacks)}` : ''
        throw new Fault('ENROLMENT_UNFINISHED', { have, of, lacking })
      } finally {
        busy.delete(id)
        changed()
      }
    },
  }
}

/** A look is worth a message where it says something else than the one before. */
function onlyNews(say: (body: object) => unknown): (look: Look) => void {
  let last = ''
  return ({ have, of, lacks }) => {
    const news = `${have} ${lacks.join()}`
    if (news === last) return
    last = news
    say({ state: 'look', have, of, lacks, ...(lacks.length > 0 && { advice: advice(lacks) }) })
  }
}
