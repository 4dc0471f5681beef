/** A code that is shown on a telephone holds no more. */
const MAX_LENGTH = 2048

/**
 * Whether a scanned text has the shape of a member's pass, a signed token in three parts (RFC 7515). What it is worth is not
 * asked here.
 */
export function isPassText(text: string): boolean {
  return text.length <= MAX_LENGTH && /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text)
}
