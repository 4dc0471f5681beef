import type { Config } from '../../../config/config.ts'
import { cacheFolder, glance } from '../../../models/cache.ts'
import { weightNamed } from '../../../models/registry.ts'

/** What is no mistake in a configuration, but keeps this machine from doing all that stands in it. */
export async function hints(config: Config, file: string): Promise<string[]> {
  const { broker, cameras, models, privacy } = config
  const wanted = [
    ...(cameras.some(({ feed }) => feed.driver !== 'simulated')
      ? [[models.people, 'no camera sees anybody'] as const]
      : []),
    ...(privacy.level === 'members'
      ? [models.faces, 'dlib'].map(name => [name, 'no member is enrolled or recognised'] as const)
      : []),
  ]
  const cache = cacheFolder(undefined, models.cache)
  const told = broker ? [] : ['No broker: enough for a replay; aisled needs one.']
  for (const [model, without] of wanted) {
    if ((await glance(weightNamed(model), cache)) === 'present') continue
    const pull = `aislectl models pull ${model}${models.cache === undefined ? '' : ` --config ${file}`}`
    told.push(`The model ${model}, without which ${without}, is not on this machine yet. Fetch it with: ${pull}`)
  }
  return told
}
