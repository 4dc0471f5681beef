import { existsSync } from 'node:fs'
import { embeddedUrl } from '../../../config/broker.ts'
import type { Config } from '../../../config/config.ts'
import { Fault, why } from '../../../config/fault.ts'
import { unseenCredentials } from '../../../config/files.ts'
import { isSimulated } from '../../../config/simulation.ts'
import type { Ms } from '../../../config/units.ts'
import { cacheFolder, glance } from '../../../models/cache.ts'
import { weightNamed } from '../../../models/registry.ts'
import { readStoreKey, subscriberKey } from '../../identity/gallery/key.ts'
import { held } from '../../identity/level.ts'
import { foreseen } from './foreseen.ts'
import { wantedModels } from './wanted.ts'

/** What is no mistake in a configuration, but keeps this machine from doing all that stands in it. */
export async function hints(config: Config, file: string, nowMs: Ms): Promise<string[]> {
  const { broker, models } = config
  const cache = cacheFolder(undefined, models.cache)
  const told = broker ? [] : ['No broker: enough for a replay; aisled needs one.']
  if (broker?.kind === 'embedded' && !isSimulated(config))
    told.push(new Fault('BROKER_EMBEDDED', { url: embeddedUrl(broker) }).message)
  for (const { model, without } of wantedModels(config)) {
    if ((await glance(weightNamed(model), cache)) === 'present') continue
    const pull = `aislectl models pull ${model}${models.cache === undefined ? '' : ` --config ${file}`}`
    told.push(`The model ${model}, without which ${without}, is not on this machine yet. Fetch it with: ${pull}`)
  }
  for (const { path, value } of unseenCredentials(config))
    told.push(`${path}: only its service can see ${value}, so whether it is there shows when that starts.`)
  return [...told, ...(await ofMembers(config, nowMs))]
}

/** What keeps a shop that has the section identity from recognising anybody. */
async function ofMembers(config: Config, nowMs: Ms): Promise<string[]> {
  const { identity, privacy } = config
  if (!identity) return []
  const told: string[] = []
  const { key } = identity.gallery
  // What systemd will hand over nobody has before, and of files that are not there it was told.
  if (key.kind === 'file' && existsSync(key.path)) told.push(...failing(() => readStoreKey(key)))
  if (key.kind === 'credential') told.push(...ofCredential(key.name))
  for (const { id, keyFile } of identity.subscribers)
    if (existsSync(keyFile)) told.push(...failing(() => subscriberKey(id, keyFile)))
  if (identity.subscribers.length === 0) told.push('Nobody hears of members: identity.subscribers names none.')
  if (privacy.jurisdiction === undefined) told.push('Nobody is recognised: privacy.jurisdiction is not set.')
  if (privacy.level !== 'members') return [...told, `Nobody is recognised: privacy.level is ${privacy.level}.`]
  try {
    const { level, refused } = await foreseen(config, nowMs)
    if (refused) told.push(held(privacy.level, { level, refused }).message)
  } catch (thrown) {
    told.push(why(thrown))
  }
  return told
}

/** Outside of the service nobody can look whether it is there, nor use it. */
function ofCredential(name: string): string[] {
  if (process.env.CREDENTIALS_DIRECTORY !== undefined) return []
  const isOfUnit = name.startsWith('secret_')
  const lies = isOfUnit
    ? `the unit of the package makes it of the file ${name.slice('secret_'.length)} in /var/lib/aisle-credentials`
    : 'the unit of the package hands over no such name: it calls a file NAME in /var/lib/aisle-credentials secret_NAME'
  return [
    `identity.gallery.key: only the service sees the credential ${name}, so whether it is there shows when that starts (${lies}). Members enrol at a kiosk over the broker then: aislectl member cannot open the gallery.`,
  ]
}

function failing(read: () => Buffer): string[] {
  try {
    read().fill(0)
    return []
  } catch (thrown) {
    return [why(thrown)]
  }
}
