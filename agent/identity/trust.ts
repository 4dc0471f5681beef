import type { Config } from '../../config/config.ts'
import type { Law } from './decide.ts'
import type { Signals } from './permit.ts'
import { keyOf, type Trust } from './token.ts'

type Shop = Pick<Config, 'store' | 'identity' | 'privacy' | 'floor'>

/** `/{tenant}/{store}`: for whom a pass must be. A consent may be for all shops of the retailer, `/{tenant}`. */
export const shopOf = ({ store }: Pick<Config, 'store'>): string => `/${store.tenant}/${store.store}`

/** Whose signatures count in this shop; nobody's where no issuer is named. */
export function trustOf({ identity, store }: Pick<Shop, 'identity' | 'store'>): Omit<Trust, 'type'> {
  const keys = (identity?.issuer.keys ?? []).map(({ kid, x, validFrom, validUntil }) => ({
    kid,
    key: keyOf(x),
    fromMs: Date.parse(validFrom),
    untilMs: Date.parse(validUntil),
  }))
  return { issuer: identity?.issuer.id ?? '', audiences: [`/${store.tenant}`, shopOf({ store })], keys }
}

/** Under what this shop decides, at the level that is in force. */
export function lawOf({ identity, privacy }: Pick<Shop, 'identity' | 'privacy'>, level: Law['level']): Law {
  return {
    level: identity ? level : 'counts',
    jurisdiction: privacy.jurisdiction,
    purposes: identity?.purposes ?? [],
    staleMs: (identity?.revocationHours ?? 0) * 3_600_000,
  }
}

/** Where permits come from in this shop. */
export function signalsOf({ identity, floor }: Pick<Shop, 'identity' | 'floor'>): Signals {
  const lanes = floor.zones.filter(({ kind }) => kind === 'opt-in').map(({ id }) => id)
  return { lanes: new Set(lanes), permitMs: (identity?.permitSeconds ?? 0) * 1000 }
}
