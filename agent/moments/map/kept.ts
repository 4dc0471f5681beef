import type { Counted } from './counted.ts'
import type { Meeting } from './meeting.ts'

/**
 * A visit on disk: of its times only the part of the day, of its touches only their order, durations to a tenth of a second. Short, for a
 * row is one of thousands: `[dayPart, group (0, 1, or null), member (where it stands in {@link MEMBER}), [[touchpoint, touches, stay, wait, noticed], …]]`.
 */
type Flag = 0 | 1
type Kept = [Counted['segment']['dayPart'], Flag | null, number, [string, number, number, number, Flag][]]
const PARTS: readonly unknown[] = ['night', 'morning', 'afternoon', 'evening']
/** Rows on disk count on the order. */
const MEMBER = [undefined, 'undated', 'new', 'returning'] as const

export function write({ segment: { dayPart, company, member }, meetings }: Omit<Counted, 'bought'>): string {
  const inOrder = [...meetings].sort(([, a], [, b]) => a.firstMs - b.firstMs)
  const kept: Kept = [
    dayPart,
    company === undefined ? null : company === 'group' ? 1 : 0,
    MEMBER.indexOf(member),
    inOrder.map(([id, { steps, stayMs, waitMs, engaged }]) => [
      id,
      steps,
      tenths(stayMs),
      tenths(waitMs),
      engaged ? 1 : 0,
    ]),
  ]
  return JSON.stringify(kept)
}

/** Undefined where it is none. When somebody met what is not known any more, only in which order. */
export function read(text: string): Omit<Counted, 'bought'> | undefined {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isKept(json)) return undefined
  const [dayPart, group, member, met] = json
  const meetings = new Map<string, Meeting>(
    met.map(([id, steps, stay, wait, noticed], firstMs) => [
      id,
      { firstMs, steps, stayMs: 100 * stay, waitMs: 100 * wait, engaged: noticed === 1 },
    ]),
  )
  const company = group === null ? undefined : group === 1 ? 'group' : 'alone'
  return { segment: { dayPart, company, member: MEMBER[member] }, meetings }
}

/** Written out, for it is asked of tens of thousands at a time. */
function isKept(json: unknown): json is Kept {
  if (!Array.isArray(json) || json.length !== 4) return false
  const [dayPart, group, member, met] = json as readonly unknown[]
  if (!PARTS.includes(dayPart) || !(group === null || isFlag(group)) || !isCount(member, 0)) return false
  if (!((member as number) < MEMBER.length)) return false
  return Array.isArray(met) && met.every(isMeeting)
}

function isMeeting(one: unknown): boolean {
  if (!Array.isArray(one) || one.length !== 5) return false
  const [id, steps, stay, wait, noticed] = one as readonly unknown[]
  return typeof id === 'string' && isCount(steps, 1) && isCount(stay, 0) && isCount(wait, 0) && isFlag(noticed)
}

const isFlag = (value: unknown): value is Flag => value === 0 || value === 1
const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least
const tenths = (ms: number): number => Math.max(0, Math.round(ms / 100))
