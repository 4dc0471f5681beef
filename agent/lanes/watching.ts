import type { Config } from '../../config/config.ts'
import type { Ms } from '../../config/units.ts'
import type { Board } from '../console/board.ts'
import type { Watched } from '../health/meters.ts'
import type { Outbox } from '../publish/outbox.ts'
import type { Publisher } from '../publish/publisher.ts'
import type { Thrift } from './thrift.ts'
import type { Welcome } from './welcome.ts'

interface Parts {
  readonly config: Config
  readonly outbox: Outbox
  readonly publisher: Publisher | undefined
  readonly board: Board
  readonly welcome: Welcome | undefined
  readonly thrift: Thrift
  readonly now: () => Ms
}

/** Where the meters of an agent find what they do not measure themselves. */
export function watching({ config, outbox, publisher, board, welcome, thrift, now }: Parts): Partial<Watched> {
  return {
    outbox: () => outbox.figures(now()),
    ...(publisher && { broker: () => ({ online: publisher.online }) }),
    floor: () => floorOf(config, board),
    shed: () => thrift.shed,
    ...(welcome && { embedded: () => welcome.embedded() }),
  }
}

/** What was told of it, and no more: a machine that sees for another one tells of nobody. */
function floorOf({ floor }: Config, board: Board) {
  const zones = floor.zones.filter(({ kind }) => kind !== 'staff')
  return {
    ...(board.count !== undefined && { people: board.count }),
    zones: board.count === undefined ? [] : zones.map(({ id }) => ({ id, count: board.countIn(id) })),
  }
}
