/** Which slot it is, and what each channel has saved up for the slots that are given by traffic. */
export interface Hop {
  readonly slot: number
  /** By channel, in the order of the plan. They sum to 0. */
  readonly credit: readonly number[]
  /** The channel of this slot, as a place in the plan. */
  readonly channel: number
}

/** Before the first slot. */
export function unhopped(channels: number): Hop {
  return { slot: -1, credit: new Array<number>(channels).fill(0), channel: 0 }
}

/**
 * The next slot of a plan over as many channels as `traffic` is long: `traffic` is how much was heard on each, frames a second or
 * any other measure that is not negative. Every second slot goes round, so that each channel comes within 2·n slots whatever was
 * heard; the slots between are shared out by traffic, smoothly (each channel saves its share a slot, and the richest one spends a
 * whole): where nothing was heard anywhere it stays for them.
 *
 *     plan of three, nearly all of it heard on b:   a b b b c b   a b b b c b   …
 *                                                   ^   ^   ^     ^   ^   ^       go round
 */
export function hop(was: Hop, traffic: readonly number[]): Hop {
  const n = traffic.length
  const slot = was.slot + 1
  if (slot % 2 === 0) return { slot, credit: was.credit, channel: (slot / 2) % n }
  const sum = traffic.reduce((all, one) => all + one, 0)
  if (sum === 0) return { ...was, slot }
  const credit = was.credit.map((saved, i) => saved + traffic[i]! / sum)
  let channel = 0
  for (let i = 1; i < n; i++) if (credit[i] > credit[channel]) channel = i
  credit[channel]--
  return { slot, credit, channel }
}
