import type { Config } from '../../../config/config.ts'
import { cacheFolder, glance } from '../../../models/cache.ts'
import { weightNamed } from '../../../models/registry.ts'

/** What is no mistake in a configuration, but keeps this machine from doing all that stands in it. */
export async function hints(config: Config, file: string): Promise<string[]> {
  const { broker, cameras, models } = config
  const model = models.people
  const looks = cameras.some(({ feed }) => feed.driver !== 'simulated')
  const isHere = !looks || (await glance(weightNamed(model), cacheFolder(undefined, models.cache))) === 'present'
  return [
    ...(broker ? [] : ['No broker: enough for a replay; aisled needs one.']),
    ...(isHere
      ? []
      : [
          `The model ${model}, without which no camera sees anybody, is not on this machine yet. Fetch it with: aislectl models pull ${model}${models.cache === undefined ? '' : ` --config ${file}`}`,
        ]),
  ]
}
