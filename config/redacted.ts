import { Config } from './config.ts'
import { mapPaths } from './paths.ts'
import { place, SECRET } from './wording.ts'

const HIDDEN = '(not shown)'

/**
 * A configuration as others may read it: where a key sounds like that of a secret no text or number behind it is shown, but the path of a
 * file; of a URL neither a query nor what goes before an `@`.
 */
export function redacted(config: Config): unknown {
  const paths = new Set<string>()
  mapPaths(Config, config, (path, _, at) => {
    paths.add(place(at))
    return path
  })
  return hidden(config, [], false)

  function hidden(value: unknown, at: readonly PropertyKey[], isSecret: boolean): unknown {
    if (Array.isArray(value)) return value.map((item, i) => hidden(item, [...at, i], isSecret))
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, hidden(item, [...at, key], isSecret || SECRET.test(key))]),
      )
    if (typeof value === 'boolean' || paths.has(place(at))) return value
    if (isSecret) return HIDDEN
    return typeof value === 'string' && value.includes('://') ? plainUrl(value) : value
  }
}

function plainUrl(url: string): string {
  return url.replace(/:\/\/[^/]*@/, '://').replace(/[?#].*/s, '')
}
