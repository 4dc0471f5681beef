import { aims } from './aims.ts'
import type { Config } from './config.ts'
import { isLoopback } from './console.ts'
import { devices } from './devices.ts'
import { capOf, PACKS, rank } from './jurisdictions.ts'
import { pictures } from './pictures.ts'
import { readingsOf } from './scanners.ts'
import type { Point, Polygon } from './shapes.ts'

interface Contradiction {
  readonly path: PropertyKey[]
  readonly expected: string
}

/**
 * What each section allows by itself but the sections together do not: names that point nowhere, names used twice,
 * flat polygons, least values above greatest ones, passwords without a user name, hours by no clock, devices that two sensors read, codes without an aim. `raw` is what was written.
 */
export function contradictions(config: Partial<Config>, raw: unknown): Contradiction[] {
  return [
    ...doubles(config),
    ...danglers(config),
    ...scanning(config),
    ...aims(config),
    ...moving(config),
    ...shapes(config),
    ...simulated(config),
    ...reversed(config),
    ...anonymous(config),
    ...machines(config),
    ...lenses(config),
    ...blind(config),
    ...clockless(config, raw),
    ...unlawful(config),
    ...unsigned(config),
    ...exposed(config),
    ...pictures(config),
    ...devices(config),
  ]
}

/** Sensors share one space of names, since events carry them bare; places on the floor share another. */
function* doubles(config: Partial<Config>): Iterable<Contradiction> {
  const sensors = ['cameras', 'depth', 'wifi', 'scanners'] as const
  yield* repeated([
    ...sensors.flatMap(section => (config[section] ?? []).map((one, i) => [one.id, [section, i, 'id']] as const)),
    ...(config.identity?.faceDepth ?? []).map((one, i) => [one.id, ['identity', 'faceDepth', i, 'id']] as const),
  ])
  const places = ['entrances', 'lines', 'zones', 'shelves'] as const
  yield* repeated(
    places.flatMap(kind => (config.floor?.[kind] ?? []).map((one, i) => [one.id, ['floor', kind, i, 'id']] as const)),
  )
  yield* repeated((config.touchpoints ?? []).map((one, i) => [one.id, ['touchpoints', i, 'id']] as const))
  yield* repeated((config.identity?.kiosks ?? []).map((one, i) => [one.id, ['identity', 'kiosks', i, 'id']] as const))
  yield* repeated(
    (config.requests?.clients ?? []).map((one, i) => [one.name, ['requests', 'clients', i, 'name']] as const),
  )
  yield* repeated((config.campaigns ?? []).map((one, i) => [one.id, ['campaigns', i, 'id']] as const))
}

function* repeated(names: readonly (readonly [string, readonly PropertyKey[]])[]): Iterable<Contradiction> {
  const seen = new Set<string>()
  for (const [name, path] of names) {
    if (seen.has(name)) yield { path: [...path], expected: 'a name that is not taken yet' }
    seen.add(name)
  }
}

function* danglers(config: Partial<Config>): Iterable<Contradiction> {
  const { floor, scanners } = config
  for (const section of ['kiosks', 'faceDepth'] as const)
    for (const [i, { camera: id }] of (config.identity?.[section] ?? []).entries()) {
      const path = ['identity', section, i, 'camera']
      const camera = (config.cameras ?? []).find(one => one.id === id)
      if (!camera) yield { path, expected: 'the id of a camera under cameras' }
      else if (camera.feed.driver === 'simulated') yield { path, expected: 'a camera that delivers pictures' }
    }
  for (const [i, { at }] of (config.touchpoints ?? []).entries()) {
    const path = ['touchpoints', i, 'at', at.kind]
    if (at.kind === 'zone' && floor && !floor.zones.some(zone => zone.id === at.zone))
      yield { path, expected: 'the id of a zone under floor.zones' }
    if (at.kind === 'line' && floor && ![...floor.lines, ...floor.entrances].some(line => line.id === at.line))
      yield { path, expected: 'the id of a line or an entrance under floor' }
    if (at.kind === 'shelf' && floor && !floor.shelves.some(shelf => shelf.id === at.shelf))
      yield { path, expected: 'the id of a shelf under floor.shelves' }
    // The scanner may be one of another machine, which the owner speaks for.
    if (
      at.kind === 'scanner' &&
      scanners &&
      config.node?.kind !== 'owner' &&
      !readingsOf(config).some(({ id }) => id === at.scanner)
    )
      yield { path, expected: 'the id of a scanner' }
  }
}

function* moving({ simulation, floor }: Partial<Config>): Iterable<Contradiction> {
  for (const [i, change] of (simulation?.changes ?? []).entries())
    if (change.kind === 'shelf' && floor && ![...floor.shelves, ...floor.zones].some(({ id }) => id === change.shelf))
      yield { path: ['simulation', 'changes', i, 'shelf'], expected: 'the id of a shelf or a zone under floor' }
}

function* scanning(config: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { zone }] of (config.scanners ?? []).entries())
    if (zone && config.floor && !config.floor.zones.some(one => one.id === zone))
      yield { path: ['scanners', i, 'zone'], expected: 'the id of a zone under floor.zones' }
  for (const [i, { codes, feed }] of (config.cameras ?? []).entries()) {
    if (codes?.zone && config.floor && !config.floor.zones.some(one => one.id === codes.zone))
      yield { path: ['cameras', i, 'codes', 'zone'], expected: 'the id of a zone under floor.zones' }
    if (codes && feed.driver === 'simulated')
      yield { path: ['cameras', i, 'codes'], expected: 'nothing here, since a simulated camera delivers no pictures' }
  }
}

function* shapes(config: Partial<Config>): Iterable<Contradiction> {
  const { floor } = config
  if (!floor) return
  if (floor.occupancy === 'flow' && floor.entrances.length === 0)
    yield { path: ['floor', 'occupancy'], expected: '`seen`, or an entrance over which people flow' }
  if (area(floor.outline) < 1e-6) yield { path: ['floor', 'outline'], expected: 'corners that enclose an area' }
  for (const kind of ['zones', 'shelves'] as const)
    for (const [i, { outline }] of floor[kind].entries())
      if (area(outline) < 1e-6) yield { path: ['floor', kind, i, 'outline'], expected: 'corners that enclose an area' }
  for (const kind of ['entrances', 'lines'] as const)
    for (const [i, line] of floor[kind].entries())
      if (distance(line.from, line.to) < 0.05)
        yield { path: ['floor', kind, i, 'to'], expected: 'a point at least 5 cm from the other end' }
}

function* simulated(config: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { feed, calibration }] of (config.cameras ?? []).entries())
    if (feed.driver === 'simulated' && Array.isArray(calibration))
      yield { path: ['cameras', i, 'calibration'], expected: 'how the camera hangs and looks, since it is simulated' }
  if (config.simulation) return
  for (const section of ['cameras', 'depth', 'wifi', 'scanners'] as const)
    for (const [i, { feed }] of (config[section] ?? []).entries())
      if (feed.driver === 'simulated')
        yield { path: [section, i, 'feed', 'driver'], expected: 'another driver, or a section called simulation' }
}

/** Least values above greatest ones. */
function* reversed({ tracking, depth, floor }: Partial<Config>): Iterable<Contradiction> {
  if (tracking && tracking.lowScore > tracking.highScore)
    yield { path: ['tracking', 'lowScore'], expected: `at most highScore, ${tracking.highScore}` }
  for (const [i, { heads }] of (depth ?? []).entries())
    if (heads.minMetres > heads.maxMetres)
      yield { path: ['depth', i, 'heads', 'minMetres'], expected: `at most maxMetres, ${heads.maxMetres}` }
  for (const [i, { fromMetres, toMetres }] of (floor?.shelves ?? []).entries())
    if (fromMetres >= toMetres)
      yield { path: ['floor', 'shelves', i, 'fromMetres'], expected: `less than toMetres, ${toMetres}` }
}

/** A password is of use only together with a name. */
function* anonymous({ broker, cameras }: Partial<Config>): Iterable<Contradiction> {
  const expected = 'a user name, since there is a passwordFile'
  if (broker?.kind === 'remote' && broker.passwordFile !== undefined && broker.username === undefined)
    yield { path: ['broker', 'username'], expected }
  for (const [i, { feed }] of (cameras ?? []).entries())
    if (feed.driver === 'rtsp' && feed.passwordFile !== undefined && feed.username === undefined)
      yield { path: ['cameras', i, 'feed', 'username'], expected }
}

/** A pose says what lens it was found with, and that is the lens. */
function* lenses({ cameras }: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { lens, calibration }] of (cameras ?? []).entries())
    if (lens && !Array.isArray(calibration))
      yield { path: ['cameras', i, 'lens'], expected: 'nothing here, since the calibration by pose has its own' }
}

/** Cameras that look over the floor. What their lens bends is left out: it does not turn the corners round. */
function* blind({ cameras }: Partial<Config>): Iterable<Contradiction> {
  for (const [i, { calibration }] of (cameras ?? []).entries()) {
    if (Array.isArray(calibration)) continue
    const { intrinsics, pose } = calibration
    const { width, height, fx, fy, cx, cy } = intrinsics
    const [tilt, roll] = [pose.tiltDegrees, pose.rollDegrees].map(degrees => (degrees * Math.PI) / 180)
    const falls = (column: number, row: number) =>
      Math.cos(tilt) + Math.sin(tilt) * ((Math.sin(roll) * (column - cx)) / fx + (Math.cos(roll) * (row - cy)) / fy) > 0
    if (!falls(0, 0) && !falls(width, 0) && !falls(0, height) && !falls(width, height))
      yield { path: ['cameras', i, 'calibration', 'pose', 'tiltDegrees'], expected: 'a view that meets the floor' }
  }
}

/** More than the law of the place or the level allows. */
function* unlawful({ privacy, wifi, floor }: Partial<Config>): Iterable<Contradiction> {
  if (!privacy) return
  const { level, jurisdiction } = privacy
  if (level === 'members' && jurisdiction === undefined)
    yield { path: ['privacy', 'jurisdiction'], expected: 'whose law the shop is under, since the level is members' }
  else if (rank(level) > rank(capOf(jurisdiction)))
    yield { path: ['privacy', 'level'], expected: `at most ${capOf(jurisdiction)} under that law` }
  if (rank(level) < rank('devices') && (wifi ?? []).length > 0)
    yield { path: ['wifi'], expected: `nothing here, since privacy.level is ${level}` }
  if (level !== 'members' || !jurisdiction || PACKS[jurisdiction].signals.value.includes('lane')) return
  for (const [i, { kind }] of (floor?.zones ?? []).entries())
    if (kind === 'opt-in')
      yield {
        path: ['floor', 'zones', i, 'kind'],
        expected: `another kind: under the law of ${jurisdiction} a lane is no consent`,
      }
}

/** Recognition needs to know whose signatures count. */
function* unsigned(config: Partial<Config>): Iterable<Contradiction> {
  const { privacy, identity } = config
  const members = privacy?.level === 'members'
  if (privacy && (members || privacy.raiseToken !== undefined) && privacy.ownerKey === undefined)
    yield { path: ['privacy', 'ownerKey'], expected: 'the key of the owner, without which the level does not rise' }
  if (members && 'identity' in config && identity === undefined)
    yield { path: ['identity'], expected: 'a section called identity, since privacy.level is members' }
  const keys = identity?.issuer.keys ?? []
  yield* repeated(keys.map((key, i) => [key.kid, ['identity', 'issuer', 'keys', i, 'kid']] as const))
  for (const [i, { validFrom, validUntil }] of keys.entries())
    if (Date.parse(validFrom) >= Date.parse(validUntil))
      yield { path: ['identity', 'issuer', 'keys', i, 'validUntil'], expected: 'an instant after validFrom' }
}

/** Whoever is elsewhere sees the console only with a token, and nobody on the way hears it. */
function* exposed({ console }: Partial<Config>): Iterable<Contradiction> {
  if (!console) return
  const { address, tokenFile, certFile, keyFile } = console
  const needed = { tokenFile, certFile, keyFile }
  if (!isLoopback(address)) {
    for (const [key, file] of Object.entries(needed))
      if (file === undefined)
        yield { path: ['console', key], expected: `a file, since others of the network reach ${address}` }
  } else if ((certFile === undefined) !== (keyFile === undefined))
    yield {
      path: ['console', certFile === undefined ? 'certFile' : 'keyFile'],
      expected: 'a file: a certificate and its key go together',
    }
}

/** Machines that share a store speak over a broker that all of them reach. */
function* machines({ node, broker, store }: Partial<Config>): Iterable<Contradiction> {
  if (!node || node.kind === 'alone') return
  if (node.kind === 'sensor' && broker?.kind === 'embedded')
    yield { path: ['broker', 'kind'], expected: 'remote, since another machine owns the journeys' }
  if (node.kind === 'sensor' && node.owner === store?.agent)
    yield { path: ['node', 'owner'], expected: 'another machine than this one' }
  if (node.kind !== 'owner') return
  for (const [i, name] of node.sensors.entries()) {
    if (name === store?.agent) yield { path: ['node', 'sensors', i], expected: 'another machine than this one' }
    if (node.sensors.indexOf(name) < i) yield { path: ['node', 'sensors', i], expected: 'a name that is not taken yet' }
  }
}

/** Opening hours are by the clock of the shop: whoever means UTC says so. */
function* clockless({ store }: Partial<Config>, raw: unknown): Iterable<Contradiction> {
  const written = (raw as { store?: { timezone?: unknown } } | null)?.store
  if (store?.hours && written?.timezone === undefined)
    yield { path: ['store', 'timezone'], expected: 'the time zone of the opening hours, such as Europe/Vienna, or UTC' }
}

/** Shoelace formula, m². */
function area(outline: Polygon): number {
  let twice = 0
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++)
    twice += outline[j]![0] * outline[i]![1] - outline[i]![0] * outline[j]![1]
  return Math.abs(twice) / 2
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}
