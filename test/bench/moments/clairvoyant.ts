import { worthOf } from './contact.ts'
import { LOOK_MS } from './play.ts'
import { day, type Kind } from './shop.ts'
import type { Visitor } from './visitor.ts'
import { welcome } from './wishes.ts'

/**
 * What a day would be worth to somebody who knows what everybody wishes for, and sends somebody to each at the best moment, where there is
 * one. Nobody can be that good who only sees what people do; regret is held against it because it favours no rule.
 */
export function clairvoyant(seed: number, number: number, kind: Kind): number {
  return day(seed, number, kind).reduce((sum, visitor) => sum + best(visitor), 0)
}

function best(visitor: Visitor): number {
  const { wish } = visitor
  let most = 0
  for (const { fromMs, toMs, isTheirs, readyMs, luck } of visitor.stays)
    for (let ms = fromMs + LOOK_MS; ms + luck.delayMs < toMs; ms += LOOK_MS)
      most = Math.max(most, worthOf(wish, welcome(wish, isTheirs, ms + luck.delayMs - fromMs >= readyMs)))
  return most
}
