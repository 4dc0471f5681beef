import { readFileSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { Config } from '../../../config/config.ts'
import { mapPaths } from '../../../config/paths.ts'
import { discreet } from '../../../config/redact.ts'
import { SECRET } from '../../../config/wording.ts'

const HIDDEN = '(not shown)'
/** What is shorter is found in any text by chance. */
const SHORTEST = 4
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g
const IPV6 = /(?<![\w:])(?=[0-9a-f:]*:[0-9a-f:]*:)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi
const URL_HOST = /\b[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:.]*\]|[^\s/?#:@'"<>(),;]+)/gi
/** Addresses that mean this machine everywhere. */
const LOCAL = /^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/

/**
 * Makes what is told fit to leave the shop: on top of what a log leaves out, hosts and addresses get numbers, the same one wherever they
 * stand, so that it can be followed who is meant; and whatever stands in the secrets that the configuration names is looked for and hidden,
 * wherever it may have got to.
 */
export class Mask {
  readonly #hosts = new Map<string, string>()
  readonly #secrets: readonly string[]
  /** How many times a secret was found where none should have been. */
  found = 0

  constructor(config: Config | undefined) {
    const known = config ? secretsOf(config) : []
    this.#secrets = [...new Set(known)]
      .filter(secret => secret.length >= SHORTEST)
      .toSorted((a, b) => b.length - a.length)
    const { username } = userInfo()
    for (const name of [hostname(), ...(config ? hostsOf(config) : [])]) if (name.length >= SHORTEST) this.#number(name)
    // Of the user whose home it is, the path tells the name.
    if (username !== 'root' && username.length >= SHORTEST) this.#hosts.set(username, 'user')
  }

  /** A text, such as a line of a log. */
  text(text: string): string {
    let clean = text
    for (const secret of this.#secrets) {
      const parts = clean.split(secret)
      this.found += parts.length - 1
      clean = parts.join(HIDDEN)
    }
    clean = discreet(clean)
    for (const [, host] of clean.matchAll(URL_HOST)) this.#number(host)
    for (const [name, number] of this.#hosts) clean = clean.replaceAll(name, number)
    return clean.replaceAll(IPV4, one => this.#number(one)).replaceAll(IPV6, one => this.#number(one))
  }

  /** The same of all texts in a value; keys stay, unless one is a secret. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map(item => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.value(item)]))
  }

  #number(host: string): string {
    if (LOCAL.test(host) || /^host-\d+$/.test(host)) return host
    const known = this.#hosts.get(host) ?? `host-${[...this.#hosts.values()].filter(one => one !== 'user').length + 1}`
    this.#hosts.set(host, known)
    return known
  }
}

/** What stands in the files of secrets, and behind keys that sound like one, line by line. */
function secretsOf(config: Config): string[] {
  const secrets: string[] = []
  const paths = new Set<string>()
  mapPaths(Config, config, (path, kind, at) => {
    paths.add(path)
    if (kind === 'file' && SECRET.test(String(at.at(-1)))) secrets.push(...linesOf(path))
    return path
  })
  collect(config, false)
  return secrets

  function collect(value: unknown, isSecret: boolean): void {
    if (typeof value === 'string' && isSecret && !paths.has(value)) secrets.push(value)
    if (Array.isArray(value)) for (const item of value) collect(item, isSecret)
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) collect(item, SECRET.test(key) && typeof item === 'string')
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'latin1')
      .split(/\r?\n/)
      .filter(line => !line.startsWith('-----'))
  } catch {
    return []
  }
}

/** Hosts of all URLs in it. */
function hostsOf(config: Config): string[] {
  return [...JSON.stringify(config).matchAll(URL_HOST)].map(([, host]) => host)
}
