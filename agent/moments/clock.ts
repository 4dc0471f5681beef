import type { Store } from '../../config/store.ts'
import type { Ms } from '../../config/units.ts'
import { Opening } from '../journey/hours.ts'
import { WallClock } from '../journey/wall.ts'
import type { Situation } from './situation.ts'

const MINUTE: Ms = 60_000

/** What the time in the shop says of a situation. */
export class ShopClock {
  readonly #wall: WallClock
  readonly #opening: Opening | undefined

  constructor({ timezone, hours }: Pick<Store, 'timezone' | 'hours'>) {
    this.#wall = new WallClock(timezone)
    this.#opening = hours && new Opening(hours, timezone)
  }

  at(atMs: Ms): Pick<Situation, 'hour' | 'isWeekend' | 'untilClosingSeconds'> {
    const { minute, weekday } = this.#wall.at(atMs)
    return {
      hour: (minute + (((atMs % MINUTE) + MINUTE) % MINUTE) / MINUTE) / 60,
      isWeekend: weekday === 0 || weekday === 6,
      untilClosingSeconds: this.#opening?.untilClosingSeconds(atMs),
    }
  }
}
