import type { Reason } from '../faces/quality.ts'

/** What keeps a look from counting: what the crop lacks, or what is in the picture besides. */
export type Hint = Reason | 'no-face' | 'not-alone' | 'not-alive' | 'same-again'

/** What whoever stands before the camera can do about it. */
export const ADVICE: Readonly<Record<Hint, string>> = {
  'no-face': 'look into the camera',
  'not-alone': 'one person alone, please',
  'not-alive': 'the depth camera sees no living face: look straight ahead, a little nearer or farther',
  'same-again': 'move a little, or take another picture: this look was there before',
  'too-small': 'come nearer',
  'cut-off': 'move to the middle of the picture',
  'turned-aside': 'turn towards the camera',
  'turned-up-or-down': 'look straight ahead, neither up nor down',
  tilted: 'hold your head upright',
  'too-dark': 'more light on the face',
  'too-bright': 'less light on the face',
  'too-flat': 'the face is hardly to be seen: no haze, no light from behind',
  blurred: 'hold still',
}

/** The advice for all that is lacking, the most important first. */
export function advice(hints: readonly Hint[]): string {
  return hints.map(hint => ADVICE[hint]).join('; ')
}
