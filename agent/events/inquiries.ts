import { z } from 'zod'
import { Answered, Asked, REQUESTS, type Verb } from './requests.ts'
import { type Draft, plain, type Schema } from './schemas.ts'

const ID = '2f1c7c0e-5d0b-4a52-9a3c-6b1f0e7d9a41'
const AT = '2026-11-25T10:04:12Z'
const TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJtZW1iZXItMDAwMSJ9.c2lnbmVk'
const DIGEST = `sha256:${'3f9a'.repeat(16)}`

/** One of each, without its number and time. */
export const INQUIRIES: { readonly [V in Verb]: object } = {
  ping: {},
  health: {},
  replay: { after: '1795599852-4211', through: '1795599852-4230' },
  outcome: { visit: 'b3l5xk2v9q7m', outcome: 'bought', touchpoint: 'till', from: AT, until: AT },
  'member.enrol': { kiosk: 'front', token: TOKEN, attendedBy: 'staff' },
  'member.recognise': { kiosk: 'front', token: TOKEN },
  'member.not-me': { recognition: '4f8d2a6c0b9e4d71a35c8e7f60b1d2c9', by: 'member' },
  'member.erase': { member: 'member-0001' },
  'consent.put': { token: TOKEN },
  'consent.withdraw': { receipt: '9b1f0c7a52d84e36a0c5f4e7d8b9a6c3' },
  selftest: {},
  'config.get': {},
  'config.stage': { yaml: 'store: { tenant: acme, store: vienna, agent: door }\n' },
  'config.apply': { digest: DIGEST },
}

/** The example of a request, whole. */
export const inquiryOf = (verb: Verb): object => ({ id: ID, at: AT, ...INQUIRIES[verb] })

/** What may be said in a request: nothing besides. Of several forms, one schema each. */
export function inquirySchemas(verb: Verb, target: Draft = 'draft-2020-12'): readonly Schema[] {
  return REQUESTS[verb].forms.map(form => {
    const schema = schemaOf(z.strictObject({ ...Asked.shape, ...form }), target)
    return { ...schema, additionalProperties: false }
  })
}

export const answerSchema = (target?: Draft): Schema => schemaOf(Answered, target)

/** A schema of what goes over the wire, without the address of its draft. */
export function schemaOf(shape: z.ZodType, target: Draft = 'draft-2020-12'): Schema {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target, reused: 'inline', override: plain }) as Schema
  return schema
}

/** All verbs, in the order of the contract. */
export const VERBS = Object.keys(REQUESTS) as Verb[]
