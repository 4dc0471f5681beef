import type { Config } from '../../../config/config.ts'

/** A model that a configuration needs, and what does not happen without it. */
export interface Wanted {
  readonly model: string
  readonly without: string
}

export function wantedModels({ cameras, models, privacy }: Pick<Config, 'cameras' | 'models' | 'privacy'>): Wanted[] {
  const sees = cameras.some(({ feed }) => feed.driver !== 'simulated')
  const faces = privacy.level === 'members' ? [models.faces, 'dlib'] : []
  return [
    ...(sees ? [{ model: models.people, without: 'no camera sees anybody' }] : []),
    ...faces.map(model => ({ model, without: 'no member is enrolled or recognised' })),
  ]
}
