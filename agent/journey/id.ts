import { randomBytes } from 'node:crypto'
import type { VisitId } from './fact.ts'

/** 80 random bits: they mean nothing, lead nowhere, and are not kept beyond the visit. */
export function newVisit(): VisitId {
  return randomBytes(10).toString('hex')
}
