import { readFileSync } from 'node:fs'
import { isIP, isIPv6 } from 'node:net'
import { hostname, userInfo } from 'node:os'
import { Config } from '../../../config/config.ts'
import { mapPaths } from '../../../config/paths.ts'
import { discreet } from '../../../config/redact.ts'
import { SECRET } from '../../../config/wording.ts'

const HIDDEN = '(not shown)'
/** What is shorter is found in any text by chance. */
export const SHORTEST = 4
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g
/** A clock has colons too: which of these are addresses is looked at. */
const IPV6 = /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}(?:[0-9a-f]{0,4}|(?:\d{1,3}\.){3}\d{1,3})(?![\w:])/gi
const URL_HOST = /\b[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:.]*\]|[^\s/?#:@'"<>(),;[\]\\]+)/gi
/** Addresses that mean this machine everywhere. */
const LOCAL = /^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/i
const HOMES = /(\/home\/)[^/\s"':,;]+/g
/** People begin here, users of the system and of services end (Debian policy, 9.2.2). */
const FIRST_PERSON = 1000

/**
 * Makes what is told fit to leave the shop: on top of what a log leaves out, hosts and addresses get numbers, the same one wherever they
 * stand, so that it can be followed who is meant; and whatever stands in the secrets that the configuration names is looked for and hidden,
 * wherever it may have got to.
 */
export class Mask {
  /** Names without brackets, in lower case, and their numbers. */
  readonly #hosts = new Map<string, string>()
  readonly #secrets: readonly string[]
  /** In lower case. */
  readonly #ours: ReadonlySet<string>
  readonly #person: string | undefined
  #names: RegExp | undefined
  /** How many times a secret was found where none should have been. */
  found = 0

  /** `ours` are words that we say ourselves: of a host that is called by one they tell nothing, so they are left where they are no URL's. */
  constructor(config: Config | undefined, ours: Iterable<string> = []) {
    this.#ours = new Set([...ours].map(word => word.toLowerCase()))
    const known = config ? secretsOf(config) : []
    this.#secrets = [...new Set(known)]
      .filter(secret => secret.length >= SHORTEST)
      .toSorted((a, b) => b.length - a.length)
    for (const name of [hostname(), ...(config?.console?.names ?? [])]) if (name.length >= SHORTEST) this.#number(name)
    if (config) this.learn(JSON.stringify(config))
    const { username, uid } = userInfo()
    if (uid >= FIRST_PERSON && username.length >= SHORTEST) this.#person = username
  }

  /** Takes note of the hosts of all URLs in a text, so that they have numbers also where they stood alone before. */
  learn(text: string): void {
    for (const [, host] of discreet(text).matchAll(URL_HOST)) this.#number(host)
  }

  /** A text, such as a line of a log. */
  text(text: string): string {
    this.learn(text)
    let clean = this.#hidden(text).replaceAll(URL_HOST, (url: string, host: string) =>
      this.#ours.has(host.toLowerCase()) ? url.slice(0, -host.length) + this.#number(host) : url,
    )
    if (this.#names) clean = clean.replaceAll(this.#names, name => this.#number(name))
    if (this.#person !== undefined) clean = clean.replaceAll(whole([this.#person]), 'user')
    return this.#addresses(clean.replaceAll(HOMES, '$1user'))
  }

  /** The same of all texts in a value. Keys are words of ours, which a host may be called by too: in them only secrets and addresses are hidden. */
  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value)
    if (Array.isArray(value)) return value.map(item => this.value(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.#addresses(this.#hidden(key)), this.value(item)]),
    )
  }

  #hidden(text: string): string {
    let clean = text
    for (const secret of this.#secrets) {
      const parts = clean.split(secret)
      this.found += parts.length - 1
      clean = parts.join(HIDDEN)
    }
    return discreet(clean)
  }

  #addresses(text: string): string {
    return text
      .replaceAll(IPV6, one => (isIPv6(one) ? this.#number(one) : one))
      .replaceAll(IPV4, one => this.#number(one))
  }

  #number(named: string): string {
    const host = named.replace(/^\[(.*)\]$/, '$1').toLowerCase()
    if (host === '' || LOCAL.test(host) || /^host-\d+$/.test(host)) return named
    const known = this.#hosts.get(host)
    if (known !== undefined) return known
    const given = `host-${this.#hosts.size + 1}`
    this.#hosts.set(host, given)
    // Addresses are found by their form.
    if (isIP(host) === 0 && !this.#ours.has(host))
      this.#names = whole([...this.#hosts.keys()].filter(one => isIP(one) === 0 && !this.#ours.has(one)))
    return given
  }
}

/** Each of the names where it stands for itself and is no part of a longer word; of two that begin alike the longer one. */
function whole(names: readonly string[]): RegExp {
  const longest = names.toSorted((a, b) => b.length - a.length).map(name => name.replaceAll(/[^\w]/g, '\\$&'))
  return new RegExp(`(?<![\\w-])(?:${longest.join('|')})(?![\\w-])`, 'gi')
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

/** As the agent reads a secret, and letter by letter: a key need be no text. */
function linesOf(file: string): string[] {
  try {
    const bytes = readFileSync(file)
    return (['utf8', 'latin1'] as const)
      .flatMap(encoding => bytes.toString(encoding).split(/\r?\n/))
      .filter(line => !line.startsWith('-----'))
  } catch {
    return []
  }
}
