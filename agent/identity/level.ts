import { Fault } from '../../config/fault.ts'
import { capOf, type Level, lower, rank } from '../../config/jurisdictions.ts'
import type { Privacy } from '../../config/privacy.ts'
import type { Ms } from '../../config/units.ts'
import { LevelClaims, TYPES } from './claims.ts'
import type { Ledger } from './ledger.ts'
import type { TokenReason } from './reason.ts'
import { keyOf, verifyToken } from './token.ts'

/** What a shop may know without the key of the owner. */
export const FREE: Level = 'devices'

/** `refused`: why it is not the level that the configuration asks for. */
export interface InForce {
  readonly level: Level
  readonly refused?: TokenReason | 'no-token' | 'other-owner'
}

/**
 * The level in force. It falls as soon as the configuration asks for less, and that is remembered; it rises only with a token
 * of the owner for this shop (`iss` owner, `aud` the shop), each good once. The owner whose key raised it first stays the owner.
 */
export async function settleLevel(privacy: Privacy, ledger: Ledger, shop: string, nowMs: Ms): Promise<InForce> {
  const asked = lower(privacy.level, capOf(privacy.jurisdiction))
  const was = reached(ledger)
  if (rank(asked) <= rank(was.level)) {
    if (asked !== was.level) keep(ledger, asked, was.owner, nowMs)
    return { level: asked }
  }
  const raised = await raise(privacy, was.owner, shop, nowMs)
  if ('refused' in raised) return { level: was.level, refused: raised.refused }
  const level = lower(asked, raised.level)
  return ledger.atomically((): InForce => {
    if (!ledger.once(raised.number, raised.untilMs, nowMs)) return { level: was.level, refused: 'replayed' }
    if (rank(level) > rank(was.level)) keep(ledger, level, privacy.ownerKey ?? null, nowMs)
    return level === asked
      ? { level }
      : { level: rank(level) > rank(was.level) ? level : was.level, refused: 'no-token' }
  })
}

/** What {@link settleLevel} will answer, without anything being kept. Without a ledger the shop has never been anywhere else. */
export async function foreseeLevel(
  privacy: Privacy,
  ledger: Ledger | undefined,
  shop: string,
  nowMs: Ms,
): Promise<InForce> {
  const asked = lower(privacy.level, capOf(privacy.jurisdiction))
  const was = ledger ? reached(ledger) : { level: FREE, owner: null }
  if (rank(asked) <= rank(was.level)) return { level: asked }
  const raised = await raise(privacy, was.owner, shop, nowMs)
  if ('refused' in raised) return { level: was.level, refused: raised.refused }
  if (ledger?.isSpent(raised.number)) return { level: was.level, refused: 'replayed' }
  const level = lower(asked, raised.level)
  if (level === asked) return { level }
  return { level: rank(level) > rank(was.level) ? level : was.level, refused: 'no-token' }
}

/** Why it is not the level that was asked for, as a fault. */
export function held(asked: Level, { level, refused }: Required<InForce>): Fault {
  return new Fault('LEVEL_HELD', { level, asked, why: WHY[refused] ?? `the token is refused, ${refused}` })
}

const WHY: Partial<Record<Required<InForce>['refused'], string>> = {
  'no-token': 'no token of the owner says so',
  'other-owner': 'the key is not that of the owner who raised it first',
  'bad-signature': 'the token is not signed with privacy.ownerKey',
  'wrong-audience': 'the token is for another shop',
  expired: 'the token is too old',
  replayed: 'the token has raised it before',
}

function reached(ledger: Ledger): { readonly level: Level; readonly owner: string | null } {
  const row = ledger.db.prepare('SELECT level, owner FROM level').get() as
    | { level: Level; owner: string | null }
    | undefined
  return row && rank(row.level) >= 0 ? row : { level: FREE, owner: row?.owner ?? null }
}

function keep(ledger: Ledger, level: Level, owner: string | null, nowMs: Ms): void {
  ledger.atomically(() => {
    ledger.db
      .prepare(
        `INSERT INTO level (only, level, owner) VALUES (1, ?, ?)
         ON CONFLICT (only) DO UPDATE SET level = excluded.level, owner = excluded.owner`,
      )
      .run(level, owner)
    ledger.log({ kind: 'level', atMs: nowMs, level })
  })
}

async function raise(
  { ownerKey, raiseToken }: Privacy,
  owner: string | null,
  shop: string,
  nowMs: Ms,
): Promise<{ level: Level; number: string; untilMs: Ms } | { refused: NonNullable<InForce['refused']> }> {
  if (ownerKey === undefined || raiseToken === undefined) return { refused: 'no-token' }
  if (owner !== null && owner !== ownerKey) return { refused: 'other-owner' }
  const always = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY }
  const keys = [{ kid: 'owner', key: keyOf(ownerKey), ...always }]
  const trust = { type: TYPES.level, issuer: 'owner', audiences: [shop], keys }
  const verified = await verifyToken(raiseToken, trust, LevelClaims, nowMs)
  if ('refused' in verified) return verified
  const { level, jti, exp } = verified.claims
  return { level, number: jti, untilMs: exp * 1000 }
}
