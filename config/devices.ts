import type { Config } from './config.ts'

interface Contradiction {
  readonly path: PropertyKey[]
  readonly expected: string
}

/** What a feed may say of which device it is read from. */
const KEYS = ['device', 'interface', 'path', 'url', 'usb'] as const
/** Of those whose `path` is a device, and no recording. */
const SCANNERS: ReadonlySet<string> = new Set(['device', 'hid'])

/**
 * One device that two sensors read under one name: two video sensors keep it from each other, two scanners on one port get half of each code,
 * and two that both get all count everything twice. Of a node that has several names, or a camera that has several addresses, nobody but the
 * machine knows.
 */
export function* devices({ cameras, depth, identity, wifi, scanners }: Partial<Config>): Iterable<Contradiction> {
  const seen = new Set<string>()
  const of = (section: readonly PropertyKey[], all: readonly { readonly feed: { readonly driver: string } }[] = []) =>
    all.map(({ feed }, i) => ({ feed: feed as Feed, path: [...section, i, 'feed'] }))
  const feeds = [
    ...of(['cameras'], cameras),
    ...of(['depth'], depth),
    ...of(['identity', 'faceDepth'], identity?.faceDepth),
    ...of(['wifi'], wifi),
    ...of(['scanners'], scanners),
  ]
  for (const { feed, path } of feeds)
    for (const key of KEYS) {
      const name = nameOf(feed, key)
      if (name === undefined || (key === 'path' && !SCANNERS.has(feed.driver))) continue
      if (seen.has(name)) yield { path: [...path, key], expected: 'a device that no other sensor reads' }
      seen.add(name)
    }
}

/** Vendor and product may be written in capitals, and so may the host of a URL; a path is another one then. */
function nameOf(feed: Feed, key: (typeof KEYS)[number]): string | undefined {
  if (key === 'usb') return feed.usb?.toLowerCase()
  return key === 'url' ? feed.url?.replace(/^[^/]*\/\/[^/]*/, host => host.toLowerCase()) : feed[key]
}

type Feed = { readonly driver: string } & { readonly [key in (typeof KEYS)[number]]?: string }
