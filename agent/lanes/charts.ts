import type { Config } from '../../config/config.ts'
import { Fault } from '../../config/fault.ts'
import type { Level } from '../../config/jurisdictions.ts'
import type { Ms } from '../../config/units.ts'
import type { Asked, Routes } from '../console/route.ts'
import { MOST_DAYS, stretchIn } from '../publish/stretch.ts'
import { type Atlas, silence } from './atlas.ts'

/** Answers with the map of the touchpoints, or with why there is none: of the last days, or of those that the path names. */
export function chartsOf(atlas: Pick<Atlas, 'map'> | undefined, config: Config, level: Level, now: () => Ms): Routes {
  const answer = async ({ name }: Asked) => {
    const stretch = name === '' ? {} : stretchIn(name)
    if (!stretch)
      throw new Fault('ARGUMENT_INVALID', {
        argument: 'The period',
        value: name,
        expected: `a day and up to ${MOST_DAYS} days, such as 2026-11-25-7`,
      })
    const map = await atlas?.map(stretch, now())
    return { json: map ?? { none: silence(config, level) ?? nothing(stretch.day) } }
  }
  return { 'GET /touchpoints': answer, 'GET /touchpoints/{period}': answer }
}

/** That of a day, or of all of them, nothing is kept yet. */
export function nothing(day: string | undefined): string {
  return day === undefined
    ? 'no visit has come to its end yet; one counts ten minutes after it is over'
    : `nothing is kept of ${day} or the days before it`
}
