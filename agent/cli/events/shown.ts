import { z } from 'zod'
import { sentence } from '../../events/sentence.ts'

/** As much of an event as a line needs: those of later versions are shown too. */
export const Shown = z.looseObject({
  time: z.string(),
  type: z.string(),
  subject: z.string().optional(),
  data: z.looseObject({}),
})

/**
 * A message as one line: as it is, with `json`; otherwise for people. Whatever could steer a terminal is written as an escape.
 * Undefined where the payload is no JSON object.
 */
export function shown(topic: string, payload: Buffer, json: boolean): string | undefined {
  const value = parsed(payload)
  if (value === undefined) return undefined
  if (json) return printable(JSON.stringify(value))
  const event = Shown.safeParse(value)
  return printable(event.success ? sentence(event.data as never) : `${topic}  ${JSON.stringify(value)}`)
}

function parsed(payload: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** Whatever could steer a terminal is written as an escape. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, character =>
    [...Array(character.length).keys()]
      .map(i => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}
