import type { Config } from '../../config/config.ts'
import type { Ms } from '../../config/units.ts'
import type { Watched } from '../health/meters.ts'
import type { Outbox } from '../publish/outbox.ts'
import type { Publisher } from '../publish/publisher.ts'
import type { Stages } from './stages.ts'
import type { Thrift } from './thrift.ts'
import type { Welcome } from './welcome.ts'

interface Parts {
  readonly config: Config
  readonly outbox: Outbox
  readonly publisher: Publisher | undefined
  readonly stages: Stages
  readonly welcome: Welcome | undefined
  readonly thrift: Thrift
  readonly now: () => Ms
}

/** Where the meters of an agent find what they do not measure themselves. */
export function watching({ config, outbox, publisher, stages, welcome, thrift, now }: Parts): Partial<Watched> {
  return {
    outbox: () => outbox.figures(now()),
    ...(publisher && { broker: () => ({ online: publisher.online }) }),
    // A machine that sees for another one knows of nobody.
    ...(config.node.kind !== 'sensor' && { floor: () => floorOf(config, stages) }),
    shed: () => thrift.shed,
    ...(welcome && { embedded: () => welcome.embedded() }),
  }
}

function floorOf({ floor }: Config, stages: Stages) {
  let people = 0
  for (const _ of stages.floor.people()) people++
  return { people, zones: floor.zones.map(({ id }) => ({ id, count: stages.standingIn(id).length })) }
}
