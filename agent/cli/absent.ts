import { Fault } from '../../config/fault.ts'

/** Whether a door is shut since no agent runs; not where one runs that does not answer us, or nobody can know. */
export function isAbsent(thrown: unknown): boolean {
  return thrown instanceof Fault && thrown.code === 'AGENT_ABSENT'
}
