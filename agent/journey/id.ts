import { randomBytes } from 'node:crypto'
import type { VisitId } from './fact.ts'

/** 80 random bits: they mean nothing and lead nowhere. They are kept while the visit lasts or may be returned to, and in the outbox until delivered. */
export function newVisit(): VisitId {
  return randomBytes(10).toString('hex')
}
