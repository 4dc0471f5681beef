/** Side of the crop that dlib's net was trained with. */
export const SIDE = 150

/**
 * Where five points lie in that crop: the two eyes (the person's right one first, left in the picture), the nose, the corners of the
 * mouth. From dlib's mean face (image_transforms/interpolation.h, get_face_chip_details, padding 0.25).
 */
export const FIVE = Float64Array.of(47.549, 46.599, 100.476, 46.599, 74.013, 76.563, 50.415, 103.023, 97.61, 103.023)

/**
 * Eyes, nose and the middle of the mouth, which is all that MediaPipe's detectors tell of it, and where they put them: a little lower
 * than the others. Medians over 1,583 photographs (Labeled Faces in the Wild) that YuNet's points had brought into the crop.
 */
export const FOUR = Float64Array.of(47, 48.4, 100.4, 48.4, 74, 80.7, 74, 107.5)

/** Numbers of an embedding, and of the template that is kept of a member. */
export const NUMBERS = 128
