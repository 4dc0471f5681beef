import type { Face } from '../vision/face.ts'

/** Boxes of the people whom one camera follows, as they were when a picture was taken: x y width height of each. */
export type Boxes = Float32Array

/** Part of a box, from above, in which a face is that might be that of whoever the box is of. Of who stands near, head and shoulders are all of it. */
const UPPER = 0.5
/**
 * A head is at the top of its box: the face, as detectors box it, begins at most its own height below, and not above by more than half
 * of it; it is not far from the middle, and not so small that it is of somebody behind. On photographs of one person each
 * (LFW) it begins at 0.17 to 0.87 of its height in 98 of 100, and lies by 0.13 of the width from the middle or less in 95; standing,
 * it is a ninth of a person.
 */
const BELOW = 1
const ABOVE = 0.5
const ASIDE = 0.3
const LEAST = 0.08

/**
 * The face of whoever a box is of. Undefined where there is none or more than one, or where it might be that of somebody else, whether
 * the camera follows them or not: whoever looks away shows no face, and that of a stranger near by is not theirs. Nobody is looked at by
 * mistake.
 */
export function faceOf(faces: readonly Face[], boxes: Boxes, at: number): Face | undefined {
  const theirs = faces.filter(face => isIn(face, boxes, at))
  if (theirs.length !== 1) return undefined
  const [face] = theirs
  if (!isHead(face, boxes, at)) return undefined
  for (let i = 0; i < boxes.length / 4; i++) if (i !== at && isIn(face, boxes, i)) return undefined
  return face
}

function isIn(face: Face, boxes: Boxes, i: number): boolean {
  const [x, y, width, height] = boxes.subarray(4 * i, 4 * i + 4)
  const across = face.x + face.width / 2 - x
  const begins = face.y - y
  return across >= 0 && across <= width && begins >= -ABOVE * face.height && begins <= UPPER * height
}

/** Whether it is where the head of whoever is in the box must be, and as large. */
function isHead(face: Face, boxes: Boxes, i: number): boolean {
  const [x, y, width, height] = boxes.subarray(4 * i, 4 * i + 4)
  const aside = Math.abs(face.x + face.width / 2 - x - width / 2)
  return face.y - y <= BELOW * face.height && aside <= ASIDE * width && face.height >= LEAST * height
}

/** Whom one camera followed when a picture was taken. */
export interface Held {
  readonly id: Float64Array
  readonly box: Boxes
  /** 1 for tracks that count. */
  readonly counts: Uint8Array
}

/**
 * The track in whose box a spot lies. Undefined where that is none, more than one, or one that does not count yet: whoever might hold
 * a code is nobody's guess.
 */
export function holderOf({ id, box, counts }: Held, x: number, y: number): number | undefined {
  let holder = -1
  for (let i = 0; i < id.length; i++) {
    const [across, down] = [x - box[4 * i], y - box[4 * i + 1]]
    if (!(across >= 0 && across <= box[4 * i + 2] && down >= 0 && down <= box[4 * i + 3])) continue
    if (holder >= 0) return undefined
    holder = i
  }
  return holder >= 0 && counts[holder] === 1 ? id[holder] : undefined
}
