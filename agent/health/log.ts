import pino from 'pino'
import pretty from 'pino-pretty'

export type Log = pino.Logger

/** What the agent says of itself, on standard error: for people on a terminal, one JSON object a line otherwise. */
export function openLog(level: string): Log {
  const plain = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  if (!process.stderr.isTTY) return pino(plain, pino.destination({ dest: 2, sync: true }))
  return pino(plain, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss', ignore: 'code' }))
}
