import { Fault, why } from '../../config/fault.ts'

/**
 * Runs a conversion. What stops it inside is a plain Error whose message says why, or a RangeError of a DataView that was asked
 * for bytes that are not there; either becomes the one fault that callers know.
 * @throws Fault MODEL_UNCONVERTIBLE
 */
export function converted<T>(model: string, convert: () => T): T {
  try {
    return convert()
  } catch (cause) {
    if (cause instanceof Fault) throw cause
    throw new Fault('MODEL_UNCONVERTIBLE', { model, why: why(cause) }, cause)
  }
}
