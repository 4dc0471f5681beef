import { z } from 'zod'
import { PURPOSES } from '../../../config/identity.ts'
import { Slug } from '../../../config/shapes.ts'
import { Pseudonym, Receipt } from '../../identity/claims.ts'
import { TouchpointRef } from '../shapes.ts'

/**
 * Every event of a member is told once for each subscriber that the shop names, on a topic that ends with that name, and with a
 * pseudonym that only this subscriber knows: two who lay theirs side by side do not find the same one. The broker's rules must let
 * each read its own topic alone. The numbers of the receipt and of the recognition are others for each, too. That two hear of one
 * recognition at one time stays, and lets them find each other: whoever is not to must not be a subscriber twice.
 *
 * How like a template somebody was is nowhere in it: with that one could climb towards a face.
 */
const Member = {
  audience: Slug.describe('The subscriber for whom alone it is.'),
  member: Pseudonym.describe('What this subscriber alone calls the member.'),
}

export const Recognition = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('Number of the recognition, by which it can be taken back.')
const Held = Receipt.describe('The number by which this subscriber calls the receipt of the consent.')

export const MemberRecognised = z
  .strictObject({
    ...Member,
    recognition: Recognition,
    receipt: Held,
    purpose: z.enum(PURPOSES).describe('What it may be used for, and for nothing else.'),
    touchpoint: TouchpointRef.optional(),
  })
  .describe('A member who asked for it was recognised.')

export const MemberRetracted = z
  .strictObject({ ...Member, recognition: Recognition, by: z.enum(['member', 'staff']).describe('Who said so.') })
  .describe('It was not them: whatever was done because of that recognition is to be undone.')

export const MemberEnrolled = z
  .strictObject({ ...Member, receipt: Held })
  .describe('A member may be recognised from now on.')

export const MemberErased = z
  .strictObject(Member)
  .describe('Key and template of a member are destroyed, and the files were searched for what is left of them.')
