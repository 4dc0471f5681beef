import { Event } from '../contract.ts'
import { nameOf } from '../schemas.ts'
import { PUBLIC } from '../wire.ts'

export interface Shop {
  readonly tenant: string
  /** A store, or `+` for all of the tenant. */
  readonly store: string
}

export type Route =
  | { readonly kind: 'event' | 'replay'; readonly source: string; readonly stream?: string }
  | { readonly kind: 'answer'; readonly source: string; readonly id: string }
  | { readonly kind: 'status'; readonly source: string }
  /** `source` is `/{tenant}/{store}/`. */
  | { readonly kind: 'bridge'; readonly source: string }

const FAMILIES = [...new Set(Event.options.map(({ shape }) => nameOf(shape.type.value).split('.')[0]))]
/** Families of which there are events for one subscriber alone. */
const PERSONAL = ['member', 'consent']

/**
 * What a subscriber reads of a shop. Families one by one: what else lies there is not for everybody, and a broker may refuse who asks for it.
 * Events of a family that only a later version knows show by their gap, and come when they are asked for.
 */
export function filters({ tenant, store }: Shop, name: string, streams: readonly string[]): string[] {
  const all = `aisle/v1/${tenant}/${store}`
  return [
    'bridge',
    ...['+/status', `+/answer/${name}/+`, `+/replay/${name}/+/+`],
    ...(streams.includes(PUBLIC) ? FAMILIES.filter(family => family !== 'member').map(family => `+/${family}/+`) : []),
    ...(streams.includes(name) ? PERSONAL.map(family => `+/${family}/+/${name}`) : []),
  ].map(rest => `${all}/${rest}`)
}

/** All that a subscriber of that name may ever have read of a shop, also where it took all shops of the tenant. */
export function everyFilter({ tenant, store }: Shop, name: string): string[] {
  return [store, '+'].flatMap(one => filters({ tenant, store: one }, name, [PUBLIC, name]))
}

export function covers({ tenant, store }: Shop, source: string): boolean {
  return source.startsWith(store === '+' ? `/${tenant}/` : `/${tenant}/${store}/`)
}

/** What comes on a topic for the subscriber of that name; undefined where it is nothing for it. */
export function route(topic: string, name: string): Route | undefined {
  const [root, version, tenant, store, agent, ...rest] = topic.split('/')
  if (root !== 'aisle' || version !== 'v1') return undefined
  if (agent === 'bridge' && rest.length === 0) return { kind: 'bridge', source: `/${tenant}/${store}/` }
  const source = `/${tenant}/${store}/${agent}`
  const [first, second, third] = rest
  switch (rest.length) {
    case 1:
      return first === 'status' ? { kind: 'status', source } : undefined
    case 2:
      return { kind: 'event', source, stream: PUBLIC }
    case 3:
      if (first === 'answer' && second === name) return { kind: 'answer', source, id: third }
      return third === name ? { kind: 'event', source, stream: name } : undefined
    case 4:
      return first === 'replay' && second === name ? { kind: 'replay', source } : undefined
    default:
      return undefined
  }
}
