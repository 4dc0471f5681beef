import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Instant, Sentence } from '../shapes.ts'

export const SensorFailed = z.strictObject({ sensor: Slug, cause: Sentence, since: Instant })

export const SensorDegraded = z.strictObject({ sensor: Slug, cause: Sentence, since: Instant })

export const SensorRecovered = z.strictObject({ sensor: Slug, since: Instant })
