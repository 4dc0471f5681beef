import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Instant, Sentence } from '../shapes.ts'

const sensor = Slug.describe('The sensor.')
const cause = Sentence.describe('What is wrong, in words, without any address.')
const since = Instant.describe('Since when.')

export const SensorFailed = z.strictObject({ sensor, cause, since }).describe('A sensor delivers nothing.')

export const SensorDegraded = z
  .strictObject({ sensor, cause, since })
  .describe('A sensor delivers less than it should.')

export const SensorRecovered = z
  .strictObject({ sensor, since: Instant.describe('Since when it had been failed or degraded.') })
  .describe('A sensor delivers again.')
