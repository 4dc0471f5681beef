import { Fault } from '../../config/fault.ts'
import { VERSION } from '../health/version.ts'
import { State } from './state.ts'

/** What an agent said of itself at `/state`. @throws Fault DOOR_REFUSED where it is of a version that says it otherwise */
export function stated(told: unknown): State {
  const read = State.safeParse(told)
  if (read.success) return read.data
  const version = (told as { readonly version?: unknown } | null | undefined)?.version
  const its = typeof version === 'string' ? version.replace(/[^\w.+-]/g, '').slice(0, 32) : 'another one'
  const at = read.error.issues[0]?.path.join('.')
  const why = `its version is ${its}, that of this program ${VERSION}, and they do not understand each other (${at || 'state'}); start the agent anew: systemctl restart aisled`
  throw new Fault('DOOR_REFUSED', { route: '/state', why })
}
