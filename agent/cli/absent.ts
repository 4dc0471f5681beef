import { Fault } from '../../config/fault.ts'

/** What the system says where nobody listens. */
const NOBODY: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED'])

/** Whether a door is shut since no agent runs; not where one runs that does not answer us. */
export function isAbsent(thrown: unknown): boolean {
  if (!(thrown instanceof Fault) || thrown.code !== 'AGENT_ABSENT') return false
  return NOBODY.has(String((thrown.cause as { code?: unknown } | undefined)?.code))
}
