import { createHash } from 'node:crypto'
import { z } from 'zod'
import { OUTCOMES } from './advice.ts'
import type { Contact } from './contacts.ts'
import { FEATURES } from './features.ts'
import { Learner } from './learner.ts'
import { Numbers, packed, unpacked } from './numbers.ts'
import { OWN } from './prior.ts'

/** Grows where a text of the version before cannot be read as this one any more. */
export const VERSION = 1

const At = z.number().int()

const Open = z.strictObject({
  visit: z.string(),
  touchpoint: z.string(),
  atMs: z.number(),
  features: Numbers,
  probability: z.number().min(0).max(1),
  saidMs: z.number().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  isLearned: z.boolean(),
})

const Rest = z.strictObject({
  visits: At.min(0),
  promising: z.number().min(0).max(1),
  isResting: z.boolean(),
  untilMs: z.number(),
  fromMs: z.number(),
})

const Chart = z.strictObject({
  isFound: z.boolean(),
  batches: At.min(0).max(1e9),
  fromMs: z.number(),
  suspect: At.min(0).max(100),
  mean: Numbers,
  variance: Numbers,
  row: Numbers,
})

const Body = z.strictObject({
  features: z.array(z.string()),
  own: z.array(z.string()),
  touchpoints: z.array(z.string()),
  outcomes: At.min(0),
  lately: z.number(),
  latelyMs: z.number(),
  mean: Numbers,
  /** Of the symmetric matrix the lower half, row by row. */
  covariance: Numbers,
  bar: z.number().min(0).max(1),
  better: z.number().min(0),
  worse: z.number().min(0),
  alarms: At.min(0),
  watched: At.min(0),
  /** Absent where there was no alarm, or before this was kept. */
  sinceAlarm: At.min(0).optional(),
  /** Absent before this was kept. */
  rest: Rest.optional(),
  /** Absent before this was kept. */
  covariates: Chart.optional(),
  logRatio: z.number().optional(),
  usual: Numbers,
  usualLooks: At.min(0),
  open: z.array(Open),
})
type Body = z.infer<typeof Body>

const Kept = z.strictObject({ version: z.literal(VERSION), sha256: z.string(), body: z.unknown() })

/** What was learned, and what is open, as one text. */
export interface Knowledge {
  readonly learner: Learner
  readonly open: readonly Contact[]
}

export function write({ learner, open }: Knowledge): string {
  const { belief, touchpoints } = learner.model
  const body: Body = {
    features: [...FEATURES],
    own: OWN.map(([feature]) => feature),
    touchpoints: [...touchpoints],
    outcomes: learner.outcomes,
    lately: learner.lately,
    latelyMs: learner.latelyMs,
    mean: packed(belief.mean),
    covariance: packed(half(belief.covariance, belief.size)),
    bar: learner.bar.height,
    better: learner.alarm.better,
    worse: learner.alarm.worse,
    alarms: learner.alarm.count,
    watched: learner.alarm.seen,
    ...(Number.isFinite(learner.alarm.since) && { sinceAlarm: learner.alarm.since }),
    rest: { ...learner.rest },
    covariates: chart(learner),
    logRatio: learner.test.logRatio,
    usual: packed(learner.usual.mean),
    usualLooks: learner.usual.looks,
    open: open.map(({ visit, touchpoint, atMs, features, probability, saidMs, outcome, isLearned }) => ({
      ...{ visit, touchpoint, atMs, features: packed(features), probability, saidMs, outcome, isLearned },
    })),
  }
  return `${JSON.stringify({ version: VERSION, sha256: digest(body), body })}\n`
}

/**
 * Reads it again, for a shop with these touchpoints: what was learned of one that is still there is kept, one that is new begins with what
 * all share. Answers why it cannot be used where it cannot.
 */
export function read(text: string, touchpoints: readonly string[]): Knowledge | { readonly unfit: string } {
  let kept: z.infer<typeof Kept>
  let body: Body
  try {
    const parsed: unknown = JSON.parse(text)
    const version = (parsed as { version?: unknown } | null)?.version
    if (typeof version === 'number' && version !== VERSION)
      return { unfit: `it is of version ${version}, not ${VERSION}` }
    kept = Kept.parse(parsed)
    body = Body.parse(kept.body)
  } catch {
    return { unfit: 'it is no such file, or was cut off' }
  }
  if (digest(kept.body) !== kept.sha256) return { unfit: 'it was changed or damaged: its checksum is another' }
  if (
    !isSame(body.features, FEATURES) ||
    !isSame(
      body.own,
      OWN.map(([feature]) => feature),
    )
  )
    return { unfit: 'it was learned with other features' }
  const size = FEATURES.length + body.touchpoints.length * OWN.length
  const mean = unpacked(body.mean, size)
  const covariance = unpacked(body.covariance, (size * (size + 1)) / 2)
  const usual = unpacked(body.usual, FEATURES.length)
  const open = body.open.map(({ features, ...contact }) => ({
    ...contact,
    features: unpacked(features, FEATURES.length),
  }))
  const learner = new Learner(touchpoints)
  const isRestored = !body.covariates || restore(learner, body.covariates)
  if (!mean || !covariance || !usual || !isRestored || !open.every(isWhole))
    return { unfit: 'numbers are missing in it, or are none' }
  learner.outcomes = body.outcomes
  learner.lately = body.lately
  learner.latelyMs = body.latelyMs
  learner.bar.height = body.bar
  Object.assign(learner.alarm, { better: body.better, worse: body.worse, count: body.alarms, seen: body.watched })
  learner.alarm.since = body.sinceAlarm ?? Number.POSITIVE_INFINITY
  Object.assign(learner.rest, body.rest)
  learner.test.logRatio = body.logRatio ?? 0
  learner.usual.mean.set(usual)
  learner.usual.looks = body.usualLooks
  lay(learner, body.touchpoints, mean, covariance)
  return { learner, open: open.filter(isWhole).map(exact) }
}

/** Of how visitors go about the shop, without the batch that is being filled: that may be of a single one. */
function chart({ covariates }: Learner): z.infer<typeof Chart> {
  const { isFound, batches, fromMs, suspect, mean, variance, row } = covariates
  return {
    ...{ isFound, batches, fromMs, suspect },
    ...{ mean: packed(mean), variance: packed(variance), row: packed(row) },
  }
}

/** Answers whether it could be. */
function restore({ covariates }: Learner, kept: z.infer<typeof Chart>): boolean {
  for (const name of ['mean', 'variance', 'row'] as const) {
    const numbers = unpacked(kept[name], FEATURES.length)
    if (!numbers) return false
    covariates[name].set(numbers)
  }
  const { isFound, batches, fromMs, suspect } = kept
  Object.assign(covariates, { isFound, batches, fromMs, suspect })
  return true
}

/** Puts weights in their places, which are others where the touchpoints are. */
function lay({ model }: Learner, were: readonly string[], mean: Float64Array, covariance: Float64Array): void {
  const { belief, touchpoints } = model
  const shared = FEATURES.length
  const to = Array.from(mean, (_, i) => {
    if (i < shared) return i
    const at = touchpoints.indexOf(were[Math.floor((i - shared) / OWN.length)])
    return at < 0 ? -1 : shared + at * OWN.length + ((i - shared) % OWN.length)
  })
  for (let i = 0; i < to.length; i++) {
    if (to[i] < 0) continue
    belief.mean[to[i]] = mean[i]
    for (let j = 0; j <= i; j++) {
      if (to[j] < 0) continue
      const value = covariance[(i * (i + 1)) / 2 + j]
      belief.covariance[to[i] * belief.size + to[j]] = value
      belief.covariance[to[j] * belief.size + to[i]] = value
    }
  }
}

type Unpacked = Omit<z.infer<typeof Open>, 'features'> & { readonly features: Float64Array | undefined }

function isWhole(contact: Unpacked): contact is Unpacked & { readonly features: Float64Array } {
  return contact.features !== undefined
}

function exact({ saidMs, outcome, ...contact }: Unpacked & { readonly features: Float64Array }): Contact {
  return { ...contact, ...(saidMs === undefined ? {} : { saidMs }), ...(outcome === undefined ? {} : { outcome }) }
}

function digest(body: unknown): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

function half(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array((size * (size + 1)) / 2)
  for (let i = 0, at = 0; i < size; i++) for (let j = 0; j <= i; j++) lower[at++] = matrix[i * size + j]
  return lower
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
