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
const Member = { audience: Slug, member: Pseudonym }

/** One recognition, to be named where it is taken back. */
const Recognition = z.string().regex(/^[0-9a-f]{32}$/)

export const MemberRecognised = z.strictObject({
  ...Member,
  recognition: Recognition,
  receipt: Receipt,
  purpose: z.enum(PURPOSES),
  touchpoint: TouchpointRef.optional(),
})

/** It was not them: whatever was done because of that recognition is to be undone. */
export const MemberRetracted = z.strictObject({
  ...Member,
  recognition: Recognition,
  /** Who said so. */
  by: z.enum(['member', 'staff']),
})

export const MemberEnrolled = z.strictObject({ ...Member, receipt: Receipt })

/** Key and template are destroyed, and the files were searched for what is left of them. */
export const MemberErased = z.strictObject(Member)
