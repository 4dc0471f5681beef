import { format } from 'node:util'
import pino from 'pino'
import { why } from '../../config/fault.ts'
import { discreet } from '../../config/redact.ts'
import { SECRET } from '../../config/wording.ts'

export type Log = pino.Logger

/** Only people need it, and a service shall not read it at each of its starts. */
const pretty = process.stderr.isTTY ? (await import('pino-pretty')).default : undefined

/** Fields within fields within fields are not shown. */
const DEEP = 4

/**
 * What the agent says of itself, on standard error: for people on a terminal, one JSON object a line otherwise. Whatever is said passes
 * {@link discreet}, message and fields; behind a key that sounds like that of a secret no text is shown, and bytes nowhere.
 */
export function openLog(level: string, to?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: error => shown(error) },
    formatters: { log: fields => shown(fields) as Record<string, unknown> },
    hooks: {
      logMethod(said, method) {
        const [first, ...rest] = said as unknown[]
        if (typeof first !== 'object' || first === null) return method.call(this, discreet(format(...said)))
        // Of an error alone the library would take the message as it is.
        const error = first instanceof Error ? first : 'err' in first && first.err
        // What is put together of several parts is looked at as a whole.
        const words =
          rest.length > 0 ? [discreet(format(...rest))] : error instanceof Error ? [discreet(why(error))] : []
        method.call(this, first instanceof Error ? {} : first, ...words)
      },
    },
  }
  if (to) return pino(options, to)
  if (!pretty) return pino(options, pino.destination({ dest: 2, sync: true }))
  return pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'code' }))
}

function shown(value: unknown, deep = DEEP): unknown {
  if (typeof value === 'string') return discreet(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return discreet(why(value))
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `(${value.byteLength} bytes)`
  if (deep === 0) return '(more)'
  if (Array.isArray(value)) return value.map(item => shown(item, deep - 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      discreet(key),
      SECRET.test(key) && typeof item !== 'number' && typeof item !== 'boolean' ? '(not shown)' : shown(item, deep - 1),
    ]),
  )
}
