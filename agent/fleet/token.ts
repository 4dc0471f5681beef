import { z } from 'zod'
import { Fault } from '../../config/fault.ts'
import { url } from '../../config/shapes.ts'

/** By which a token is told from any other text. */
const MARK = 'aisle-join.'

/** Bytes of chance in a secret: nobody finds it by trying. */
export const SECRET = 32

/** Of the server that machines join at. */
export const Url = url('https', 'https:// with a host')

const Hex = z.string().regex(/^[0-9a-f]+$/)

/**
 * What a machine is handed to join a fleet by: where to ask, whom to believe there, and what lets it in, once. Whoever has it can join in
 * place of the machine, so it is handed over as a password is.
 */
const Token = z.strictObject({
  url: Url,
  /** SHA-256 of the certificate of the authority, in hex: known beforehand, it makes the first contact safe (RFC 7030, 4.1.1). */
  authority: Hex.length(64),
  invitation: Hex.length(16),
  /** Hex. */
  secret: Hex.length(2 * SECRET),
})
export type Token = z.infer<typeof Token>

/** The token as one word. */
export function writeToken(token: Token): string {
  return MARK + Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** @throws Fault JOIN_TOKEN, which repeats nothing of it */
export function readToken(text: string): Token {
  const word = text.trim()
  try {
    if (!word.startsWith(MARK)) throw new Error('another beginning')
    return Token.parse(JSON.parse(Buffer.from(word.slice(MARK.length), 'base64url').toString('utf8')))
  } catch {
    throw new Fault('JOIN_TOKEN', { mark: MARK })
  }
}
