import { z } from 'zod'
import type { Role } from '../../config/requests.ts'
import { Slug } from '../../config/shapes.ts'
import { Pseudonym, Receipt } from '../identity/claims.ts'
import { MAX_TOKEN } from '../identity/token.ts'
import { OUTCOMES } from '../moments/advice.ts'
import { Recognition } from './families/member.ts'
import { VisitId } from './shapes.ts'
import { ID } from './wire.ts'

/** Longest text of a configuration that may be handed in. It is read beside the lanes' work: a longer one could be made to take seconds. */
export const MAX_CONFIG = 32_000
/** Longest paper of a member system, of which a list of revoked consents is the longest; it must fit into one MQTT packet of a broker. */
const MAX_PAPER = 200_000

/** When something was, in UTC or with its offset, to the second or finer. */
const When = z.iso.datetime({ offset: true })
const Token = z.string().max(MAX_TOKEN)
/** The number of an event, as it stands in its `id`. */
const EventId = z.string().regex(ID, 'expected {epoch}-{sequence}, in a stream of its own with -{subscriber} behind')
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits in lower case')

/** What every request bears: a number of its own, under which it is done once, and when it was made. */
export const Asked = z.object({
  id: z
    .string()
    .regex(/^[\w-]{8,64}$/, 'expected 8 to 64 letters, digits, _ or -')
    .describe(
      'A number of its own, best a UUID: 8 to 64 letters, digits, `_` or `-`. Asked again under the same one, it is not done again, and answered as before, unless that takes nothing and changes nothing.',
    ),
  at: When.describe('When it was made. One that is older than five minutes is not done.'),
})

/** How every request is answered; of each verb the answer says more. */
export const Answered = z.looseObject({
  id: z
    .string()
    .optional()
    .describe('That of the request; absent where it had none that could be read, or one longer than 64 characters.'),
  ok: z.boolean().describe('Whether it was done, or goes well so far.'),
  final: z.literal(false).optional().describe('There where more is to come.'),
  error: z
    .looseObject({
      code: z.string().describe('For programs, such as REQUEST_FORBIDDEN.'),
      message: z.string().describe('For people, with what to do next.'),
      retryAfterSeconds: z.int().optional().describe('With REQUEST_TOO_MANY: when there is room again.'),
    })
    .optional()
    .describe('Why it was not done.'),
})

/** One kind of request. */
export interface Kind {
  readonly about: string
  readonly roles: readonly Role[]
  /** What a request says besides {@link Asked}; of several, exactly one. */
  readonly forms: readonly z.ZodRawShape[]
  /** What the answer says besides. */
  readonly answer: string
  /** Bytes that it may have, where that is more than usual. */
  readonly maxBytes?: number
  /** Whether it changes nothing: then it is done even where the disk takes nothing that would show that it was, and unless it is costly nothing is written down of it. */
  readonly isHarmless?: true
  readonly isCostly?: true
}

const ALL = ['subscriber', 'members', 'technician', 'owner'] as const
const MEMBERS = ['members'] as const
const TECHNICIANS = ['technician', 'owner'] as const
const OWNER = ['owner'] as const

const kiosk = Slug.describe('At which kiosk the member stands.')
const member = Pseudonym.describe('The member, as the member system calls it.')

/** All that may be asked of an agent, by verb. */
export const REQUESTS = {
  ping: {
    about: 'Are you there?',
    roles: ALL,
    forms: [{}],
    answer: '`version` and `epoch` of the agent.',
    isHarmless: true,
  },
  health: {
    about: 'How are you?',
    roles: ['subscriber', 'technician', 'owner'],
    forms: [{}],
    answer:
      '`version`, `epoch`, `uptimeSeconds`, `outbox` (events `waiting` and `dropped`), `sensors` (of each its `state` and `pictureAgeSeconds`, how long ago it delivered something), `memory`, `clock` (`at`, and whether it is `synchronised`, absent where the machine does not say), `configuration` (`digest` of its file; `state`: `trial` until the broker has let the agent in with what was put in force and every sensor that was well before is well again, else `held`; `returned`, where the last that was put in force did not hold: its `digest`, `why`, and `at` which time the former one was in force again; not said any more once the program was started again).',
    isHarmless: true,
  },
  replay: {
    about:
      'Tell me again what I missed: events of one stream, by number or by time. They come on `…/replay/{asker}/{family}/{name}`, marked as `historical`, before the last answer.',
    roles: ['subscriber'],
    forms: [
      {
        after: EventId.optional().describe(
          'The last event before what is wanted, by its `id`: `{epoch}-{sequence}`, in a stream of its own with `-{subscriber}` behind. Without it, from the oldest kept.',
        ),
        through: EventId.optional().describe('The last that is wanted, said alike; without it, up to the newest.'),
        stream: Slug.optional().describe(
          'Whose stream; without it, the one for everybody. Only the own one may be asked for.',
        ),
      },
      {
        since: When.describe('From when on.'),
        until: When.optional().describe('Until when.'),
        stream: Slug.optional().describe('As above.'),
      },
    ],
    answer:
      '`count` of events that came, `through` the id of the last of the range, whether there is `more`, and the `oldest` that is still kept in that stream: what lies before it is gone. `withheld`: so many of the range are of families that are not told again to who asks (`requests.clients` of the configuration).',
    isHarmless: true,
    isCostly: true,
  },
  outcome: {
    about: 'What became of a visit: whether the visitor was helped, bought something, declined help or passed over it.',
    roles: ['subscriber'],
    forms: [
      {
        visit: VisitId,
        outcome: z.enum(OUTCOMES).describe('What became of it.'),
        touchpoint: Slug.optional().describe('At which touchpoint of the configuration.'),
        from: When.optional().describe('When it began; without it, when the visit did.'),
        until: When.optional().describe('When it was over, if that is known.'),
      },
    ],
    answer:
      '`kept`: true where it is new, false where it was known. Where moments are judged, also `moment`, what it was good for there: `taken`, it is learned from once it has settled; `same`, it was said before; `corrected`, it overrules what was said; `overruled`, what was said counts more; `settled`, it is otherwise but was learned already; `late`; or `unknown`, no approach was advised there, or it says nothing of one, as `bought` does: whether somebody was glad of a contact only who was there can say.',
  },
  'member.enrol': {
    about: 'A member stands at a kiosk and wants to be recognised from now on.',
    roles: MEMBERS,
    forms: [
      {
        kiosk,
        token: Token.describe('The consent, signed by the member system.'),
        attendedBy: z.literal('staff').optional().describe('Somebody of the staff stands by.'),
      },
    ],
    answer: 'In between, of each look what it lacks; at last `state`.',
  },
  'member.recognise': {
    about: 'A member showed a code to the reader of a kiosk, and may be recognised by its camera.',
    roles: MEMBERS,
    forms: [{ kiosk, token: Token.describe('The code, as it was read.') }],
    answer: '`until` when.',
  },
  'member.not-me': {
    about: 'Somebody was taken for a member who was not there.',
    roles: MEMBERS,
    forms: [
      {
        recognition: Recognition.describe('Its number, from `member.recognised`.'),
        by: z.enum(['member', 'staff']).describe('Who says so.'),
      },
    ],
    answer: '`isNews`: false where it was known.',
  },
  'member.erase': {
    about: 'A member wants to be erased.',
    roles: MEMBERS,
    forms: [{ member }],
    answer: '`erasedAt`, and what was `searched` for what is left.',
  },
  'consent.put': {
    about: 'A consent, a withdrawal or a list of revoked consents, as the member system signed it.',
    roles: MEMBERS,
    forms: [{ token: z.string().max(MAX_PAPER).describe('The signed paper, a compact JWS.') }],
    answer: 'What it `became`: granted, withdrawn or listed; `isNews` is false where it was taken in before.',
    maxBytes: MAX_PAPER + 1000,
  },
  'consent.withdraw': {
    about:
      'A member takes a consent back. It counts no more from the moment of the answer, and what was kept by it is erased.',
    roles: MEMBERS,
    forms: [
      { receipt: Receipt.describe('By the number of its receipt,') },
      { member: member.describe('or of whatever the member agreed to,') },
      { token: Token.describe('or by a withdrawal that the member system signed.') },
    ],
    answer: '`receipt`, `isNews`, and where something was erased what was `searched` for what is left.',
  },
  selftest: {
    about: 'Test yourself: store, disk, broker, sensors, weights, certificates.',
    roles: TECHNICIANS,
    forms: [{}],
    answer: '`passed`, and `checks`: of each its name, whether it `passed`, what was `found`, and what to do `next`.',
    isHarmless: true,
  },
  'config.get': {
    about: 'The configuration in force, with its defaults. What may be a secret is not shown.',
    roles: TECHNICIANS,
    forms: [{}],
    answer: '`configuration`, and the `digest` of its file.',
    isHarmless: true,
  },
  'config.stage': {
    about: 'Lays another configuration beside the one in force, where nothing in it is wrong.',
    roles: OWNER,
    forms: [{ yaml: z.string().max(MAX_CONFIG).describe('The whole file, as text.') }],
    answer:
      '`staged`: whether it was; then its `digest`, else the `mistakes`, each with its path and what is expected there. `calibration` and `hints` as `aislectl config check` says them, and a hint where `store` or `outbox.path` become others.',
    maxBytes: 2 * MAX_CONFIG,
  },
  'config.apply': {
    about:
      'Puts what was staged in force: the agent starts anew with it, and with the one before where it does not start or the broker does not let it in. What came of it says `health`.',
    roles: OWNER,
    forms: [
      {
        digest: Digest.describe(
          'Of what was staged, as the answer to that said it: `sha256:` and 64 hexadecimal digits.',
        ),
      },
    ],
    answer: '`digest`, and `former`, the digest of the one before.',
  },
} as const satisfies Record<string, Kind>
export type Verb = keyof typeof REQUESTS
