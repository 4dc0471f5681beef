/** Milliseconds since the Unix epoch. Inside the house every instant is one of these; ISO 8601 appears only at the edge. */
export type Ms = number
/** Metres on the floor plan, origin and axes as the plan has them. */
export type Metres = number
/** Pixels in an image, origin at the top left corner of the top left pixel, x to the right, y down. */
export type Pixels = number
