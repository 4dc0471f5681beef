import type { Config } from '../../../config/config.ts'
import { Fault, why } from '../../../config/fault.ts'
import { openDoor } from '../../console/door.ts'
import { contextOf } from '../../events/context.ts'
import { refsOf } from '../../journey/touchpoints.ts'
import { silence, tellsMembers } from '../../lanes/atlas.ts'
import { nothing } from '../../lanes/charts.ts'
import { TouchpointMap } from '../../moments/map/shape.ts'
import { stepOf } from '../../moments/map/veil.ts'
import { atOnce, charted } from '../../publish/chart.ts'
import { type Stretch, WEEK } from '../../publish/stretch.ts'
import { Visited } from '../../publish/visited.ts'
import { ailment } from '../../store/ailment.ts'
import { openReadOnly } from '../../store/readonly.ts'
import { isAbsent } from '../absent.ts'

/**
 * The map of some days: of the agent that runs with a configuration, or, where none does, of what it has kept.
 * @throws Fault MAP_NONE where there is none, STORE_LOCKED, STORE_FOREIGN, STORE_UNWRITABLE, and what a door throws
 */
export async function mapOf(config: Config, file: string, stretch: Partial<Stretch>): Promise<TouchpointMap> {
  const route = `/touchpoints${path(stretch)}`
  let told: unknown
  try {
    told = await openDoor(config, file).get(route)
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown
    return stored(config, stretch)
  }
  const none = (told as { readonly none?: unknown } | null)?.none
  if (typeof none === 'string') throw new Fault('MAP_NONE', { why: none })
  const map = TouchpointMap.safeParse(told)
  if (map.success) return map.data
  const at = map.error.issues[0]?.path.join('.') ?? ''
  throw new Fault('DOOR_REFUSED', { route, why: `the agent and this program do not understand each other (${at})` })
}

function path({ day, days }: Partial<Stretch>): string {
  const parts = [day, days].filter(part => part !== undefined)
  return parts.length === 0 ? '' : `/${parts.join('-')}`
}

/** From the database of an agent that does not run, which is neither begun nor changed. */
function stored(config: Config, { day, days = WEEK }: Partial<Stretch>): TouchpointMap {
  const { outbox, privacy, presence } = config
  const silent = silence(config, privacy.level)
  if (silent !== undefined) throw new Fault('MAP_NONE', { why: silent })
  const file = outbox.path
  const none = (reason: string) => new Fault('MAP_NONE', { why: reason })
  const db = openReadOnly(file)
  if (!db) throw none(`no agent has run with this configuration yet (there is no ${file})`)
  const { source, simulated } = contextOf(config)
  try {
    const has = (table: string) => db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined
    const owner = has('owner')
      ? (db.prepare('SELECT source FROM owner').pluck().get() as string | undefined)
      : undefined
    if (owner !== undefined && owner !== source)
      throw new Fault('STORE_FOREIGN', { file, owner: owner.slice(1), agent: source.slice(1) })
    if (!has('visited_day')) throw none('the agent that ran last is of a version without one')
    const visited = new Visited(db, simulated)
    const last = day ?? visited.days().at(-1)?.day
    const charting = {
      ...{ visited, touchpoints: refsOf(config.touchpoints), k: stepOf(presence.k), isSimulated: simulated },
      tellsMembers: tellsMembers(privacy.level),
    }
    const map = last === undefined ? undefined : atOnce(charted(charting, { day: last, days }))
    if (!map) throw none(nothing(day))
    return map
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    if (ailment(thrown) === 'locked') throw new Fault('STORE_LOCKED', { file }, thrown)
    throw new Fault('STORE_UNWRITABLE', { file, why: why(thrown) }, thrown)
  } finally {
    db.close()
  }
}
