import { z } from 'zod'
import { MeasuredFeed } from './depth.ts'
import { Intrinsics } from './optics.ts'
import { PublicKey } from './privacy.ts'
import { MAX_SECONDS, OwnPath, Path, Slug, url } from './shapes.ts'

/** For what a member may agree to be recognised. */
export const PURPOSES = ['welcome', 'assist', 'measure'] as const
export type Purpose = (typeof PURPOSES)[number]

/**
 * What has to speak for somebody besides their face, each demand with those before it. There is none below the first: without a
 * depth camera that sees a living face, a face alone names nobody.
 */
export const DEMANDS = ['code-without-depth', 'code', 'code-and-depth'] as const
export type Demand = (typeof DEMANDS)[number]

/**
 * What has to speak against a picture of somebody else that is held before the camera of a kiosk, under a consent of one's own; each
 * demand with those before it. There is none below the first.
 */
export const WITNESSES = ['depth-or-staff', 'depth', 'depth-and-staff'] as const
export type Witnesses = (typeof WITNESSES)[number]

const Key = z.strictObject({
  kid: Slug.describe('Its name, as it stands in the head of what it signed.'),
  x: PublicKey.describe('The key, 43 characters (`x` of an Ed25519 JWK).'),
  validFrom: z.iso.datetime().describe('What was signed before counts for nothing.'),
  validUntil: z.iso
    .datetime()
    .describe(
      'What was signed later counts for nothing. What it signed before stays good: take a stolen key out instead.',
    ),
})

const StoreKey = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('credential'),
        name: z
          .string()
          .regex(/^[\w.-]{1,255}$/, 'letters, digits, dots, hyphens and underscores')
          .describe(
            'Its name, as in LoadCredential of the systemd unit. Under that of the Debian package a file NAME in /var/lib/aisle-credentials is secret_NAME.',
          ),
      })
      .describe('Handed over by systemd.'),
    z
      .strictObject({ kind: z.literal('file'), path: Path.describe('The file, which nobody but its owner may read.') })
      .describe('A file of its own, with mode 0600.'),
    z
      .strictObject({
        kind: z.literal('environment'),
        name: z
          .string()
          .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'capitals, digits and underscores')
          .describe('Its name.'),
      })
      .describe('An environment variable; in tests only.'),
  ])
  .describe('Where the key of the gallery comes from: 64 hex digits, the first line. Without it nobody is recognised.')

/** Where templates of members are kept. */
const GalleryKept = z.strictObject({
  path: OwnPath.default('data/gallery.db').describe(
    'The database, encrypted. Never in a backup: whoever is erased here would come back with it.',
  ),
  key: StoreKey.default({ kind: 'credential', name: 'secret_gallery.key' }),
})

/** A depth camera at the height of faces. */
const FaceDepth = z.strictObject({
  id: Slug,
  camera: Slug.describe('The colour camera beside which it stands, and with whose pictures its own are in register.'),
  feed: MeasuredFeed.describe('Where the pictures come from.'),
  maxFps: z.number().positive().max(60).default(10).describe('Pictures a second above which a live one hands none on.'),
  intrinsics: Intrinsics.describe('Of the picture as it is delivered, which shows what the colour picture shows.'),
})
export type FaceDepth = z.infer<typeof FaceDepth>

/** Who may say that a member has agreed, and how long that counts. */
export const Identity = z.strictObject({
  issuer: z
    .strictObject({
      id: Slug.describe('Its name, as it stands in what it signs.'),
      keys: z.array(Key).min(1).describe('Its keys. For a change of keys the new one stands beside the old one.'),
    })
    .describe(
      'Whoever signs consents, withdrawals, lists of revoked consents and passes: the member system of the retailer. All are compact JWS, Ed25519, with alg, kid and typ in the head; agent/identity/claims.ts says what else.',
    ),
  controller: z
    .strictObject({
      name: z.string().min(1).max(120).describe('The company that answers for the data, as it stands in receipts.'),
      contact: z.string().min(1).max(200).describe('How members reach whoever looks after privacy there.'),
      address: z
        .string()
        .min(1)
        .max(300)
        .optional()
        .describe(
          'Its postal address. Both forms of a receipt, ISO/IEC TS 27560 and Kantara, make it mandatory: without it a receipt lacks it.',
        ),
      email: z.email().max(200).optional().describe('Mandatory in the Kantara form of a receipt.'),
      phone: z
        .string()
        .regex(/^\+?[\d ()/.-]{3,40}$/, 'a telephone number')
        .optional()
        .describe('Mandatory in the Kantara form of a receipt.'),
      policyUrl: url('https', 'an https URL').describe('Its privacy policy.'),
      withdrawal: z.string().min(1).max(200).describe('How a consent is withdrawn, in words for members.'),
    })
    .describe('What receipts say of who is responsible.'),
  purposes: z
    .array(z.enum(PURPOSES))
    .min(1)
    .default(['welcome'])
    .describe(
      'For what members are recognised here. welcome: staff hear who has arrived. assist: advice on when help is welcome; who agreed to be known in their visit and not to this is left alone. measure: a visit is told with the pseudonym of the member; where assist is not among the purposes nobody was asked for it here, and members are judged as anybody else is: as visitors of whom it is not known whether they are members.',
    ),
  revocationHours: z
    .number()
    .positive()
    .max(24 * 31)
    .default(24)
    .describe('Without a list of revoked consents that is younger than this nobody is recognised.'),
  permitSeconds: z
    .number()
    .min(1)
    .max(120)
    .default(15)
    .describe('How long one who stepped into an opt-in lane or showed a code may be looked at.'),
  kioskSeconds: z.number().min(10).max(MAX_SECONDS).default(180).describe('How long a session at a kiosk lasts.'),
  kiosks: z
    .array(
      z.strictObject({
        id: Slug.describe('Its name, by which an enrolment is asked for over the broker.'),
        camera: Slug.describe('The camera before which members stand there.'),
      }),
    )
    .default([])
    .describe('Where members enrol over the broker. No other camera looks at a face for that.'),
  enrolment: z
    .enum(WITNESSES)
    .default('depth-or-staff')
    .describe(
      'What has to speak for it that the face at an enrolment is that of whoever stands there, and no picture of somebody else; each demands more than the one before, and there is none below the first. depth-or-staff: a depth camera (faceDepth) that sees a living face at each look, or where there is none somebody of the staff who stands by, as the request says. depth: a depth camera always. depth-and-staff: both. Whoever enrols a member with aislectl stands by, and has no depth camera.',
    ),
  demand: z
    .enum(DEMANDS)
    .default('code-without-depth')
    .describe(
      'What has to speak for a member besides the face; each demands more than the one before, and there is none below the first. code-without-depth: a code that they showed, or a depth camera that sees a living face. code: a code always. code-and-depth: both.',
    ),
  faceDepth: z
    .array(FaceDepth)
    .default([])
    .describe('Depth cameras that tell a living face from a picture of one. Without one, a marked lane names nobody.'),
  subscribers: z
    .array(
      z.strictObject({
        id: Slug.describe('Its name; the topics of its events of members end with it.'),
        keyFile: Path.describe(
          'A file with mode 0600 that holds 64 hex digits, known to this subscriber and the member system: the key of its pseudonyms.',
        ),
      }),
    )
    .default([])
    .describe('Who hears of members, each under pseudonyms of its own. Without one nobody does.'),
  gallery: GalleryKept.prefault({}).describe('Where the templates of members are kept.'),
})
export type Identity = z.infer<typeof Identity>
