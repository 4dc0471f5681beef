import { isDeepStrictEqual } from 'node:util'
import type { Config } from './config.ts'
import { readingsOf } from './scanners.ts'
import { place } from './wording.ts'

/** One configuration among those of a store. */
export interface Machine {
  /** The file that it stands in. */
  readonly file: string
  readonly config: Config
}

/** What is wrong between several configurations, though each is right in itself. */
export interface Discord {
  readonly file: string
  /** Such as `node.sensors[0]`. */
  readonly path: string
  readonly value: string
  readonly expected: string
}

/**
 * What the machines of one store contradict each other in: names that several bear, more than one that tells of visits, machines
 * that do not see for each other both ways, floor plans that differ. Machines of different stores have nothing to do with each other.
 */
export function discords(machines: readonly Machine[]): Discord[] {
  const stores = new Set(machines.map(({ config }) => storeOf(config)))
  return [...stores].flatMap(name => {
    const store = machines.filter(({ config }) => storeOf(config) === name)
    return [
      ...named(store),
      ...owned(store),
      ...store.flatMap(one => [...paired(one, store, machines), ...alike(one, store), ...scanned(one, store)]),
    ]
  })
}

type Found = Iterable<Discord>

/** The machines have one space of names, and so have their sensors, since events carry them bare. */
function* named(store: readonly Machine[]): Found {
  const agents = new Map<string, string>()
  const sensors = new Map<string, string>()
  for (const { file, config } of store) {
    const { agent } = config.store
    const taken = (by: string) => `a name that is not taken yet: ${by} has it`
    if (agents.has(agent)) yield discord(file, ['store', 'agent'], agent, taken(agents.get(agent)!))
    agents.set(agent, file)
    for (const section of ['cameras', 'depth', 'wifi', 'scanners'] as const)
      for (const [i, { id }] of config[section].entries()) {
        const by = sensors.get(id)
        if (by !== undefined && by !== file) yield discord(file, [section, i, 'id'], id, taken(by))
        sensors.set(id, file)
      }
  }
}

/** Of a visitor whom two machines see, one of them tells. */
function* owned(store: readonly Machine[]): Found {
  const tellers = store.filter(
    ({ config: { node, cameras, depth } }) =>
      node.kind === 'owner' || (node.kind === 'alone' && cameras.length + depth.length > 0),
  )
  for (const { file, config } of tellers.slice(1))
    yield discord(
      file,
      ['node', 'kind'],
      config.node.kind,
      `sensor, since ${tellers[0].config.store.agent} (${tellers[0].file}) tells of the visits of ${storeOf(config)} already`,
    )
}

/** Whoever sees for another is awaited by it, and is of its store. */
function* paired({ file, config }: Machine, store: readonly Machine[], all: readonly Machine[]): Found {
  const { node, broker } = config
  if (node.kind === 'alone') return
  if (!broker) yield discord(file, ['broker'], 'missing', 'the broker that the machines of the store share')
  const where = (agent: string) => all.find(other => other.config.store.agent === agent)
  const elsewhere = (agent: string) => {
    const other = where(agent)
    return other
      ? `a machine of ${storeOf(config)}; ${other.file} is of ${storeOf(other.config)}`
      : 'one of these files'
  }
  if (node.kind === 'owner') {
    for (const [i, name] of node.sensors.entries()) {
      const other = machineOf(store, name)
      if (!other) yield discord(file, ['node', 'sensors', i], name, elsewhere(name))
      else if (other.config.node.kind !== 'sensor')
        yield discord(other.file, ['node', 'kind'], other.config.node.kind, `sensor, since ${file} awaits what it sees`)
    }
    return
  }
  const owner = machineOf(store, node.owner)
  if (!owner) yield discord(file, ['node', 'owner'], node.owner, elsewhere(node.owner))
  else if (owner.config.node.kind !== 'owner')
    yield discord(owner.file, ['node', 'kind'], owner.config.node.kind, `owner, since ${file} sees for it`)
  else if (!owner.config.node.sensors.includes(config.store.agent))
    yield discord(
      owner.file,
      ['node', 'sensors'],
      owner.config.node.sensors.join(', '),
      `${config.store.agent} among them`,
    )
}

/** The places that a machine sends are metres on the plan of its owner. */
function* alike({ file, config }: Machine, store: readonly Machine[]): Found {
  if (config.node.kind !== 'sensor') return
  const owner = machineOf(store, config.node.owner)
  if (!owner) return
  const same = `the same as in ${owner.file}`
  for (const key of Object.keys(config.floor) as (keyof Config['floor'])[])
    if (!isDeepStrictEqual(config.floor[key], owner.config.floor[key]))
      yield discord(file, ['floor', key], 'another plan', same)
  if (config.store.timezone !== owner.config.store.timezone)
    yield discord(file, ['store', 'timezone'], config.store.timezone, `${owner.config.store.timezone}, ${same}`)
  if (config.simulation && !owner.config.simulation)
    yield discord(file, ['simulation'], 'a section', `none, since ${owner.file} sees a real shop`)
}

/** The owner speaks for the scanners of all. */
function* scanned({ file, config }: Machine, store: readonly Machine[]): Found {
  if (config.node.kind !== 'owner') return
  const known = new Set(store.flatMap(one => readingsOf(one.config).map(({ id }) => id)))
  for (const [i, { at }] of config.touchpoints.entries())
    if (at.kind === 'scanner' && !known.has(at.scanner))
      yield discord(file, ['touchpoints', i, 'at', 'scanner'], at.scanner, 'the id of a scanner in one of these files')
}

const storeOf = ({ store }: Config): string => `${store.tenant}/${store.store}`

const machineOf = (store: readonly Machine[], agent: string) => store.find(({ config }) => config.store.agent === agent)

const discord = (file: string, path: readonly PropertyKey[], value: string, expected: string): Discord => ({
  file,
  path: place(path),
  value,
  expected,
})
