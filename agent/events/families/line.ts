import { z } from 'zod'
import { Slug } from '../../../config/shapes.ts'
import { Direction, TouchpointRef } from '../shapes.ts'

export const LineCrossed = z.strictObject({ line: Slug, direction: Direction, touchpoint: TouchpointRef.optional() })
