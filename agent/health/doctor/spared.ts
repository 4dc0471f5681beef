import { DRIFT } from '../drift.ts'
import { LEFT_OUT } from '../shed.ts'
import { advised } from './advice.ts'

/**
 * What there is to say, and to do, where a sensor is degraded that delivers as it should: then nobody needs to climb to its cable. Undefined
 * of any other cause.
 */
export function spared(id: string, cause = ''): { readonly what: string; readonly next: string } | undefined {
  const { what, next = '' } = advised(cause)
  if (cause.startsWith(DRIFT)) return { what, next }
  if (!cause.startsWith(LEFT_OUT)) return undefined
  return {
    what,
    next: `This machine has too much to do: aislectl top --config FILE says what takes how much. Close other programs, lower maxFps of ${id}, or raise the limits in the section health.`,
  }
}
