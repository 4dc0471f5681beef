import { type Level, rank } from '../../../config/jurisdictions.ts'
import { doubtful, type Step } from '../../health/doctor/hop.ts'

/** Whether devices may be listened to at that privacy level. Where nobody knows it they may not. */
export function mayListen(level: Level | undefined): boolean {
  return level !== undefined && rank(level) >= rank('devices')
}

/** A sniffer that is not opened: neither is it by the agent. */
export function unheard(level: Level | undefined): Step {
  return {
    hop: 'level',
    next: '',
    run: () =>
      doubtful(
        `not opened: the privacy level ${level === undefined ? 'is not known' : `is ${level}, at which nobody listens to devices`}`,
        'Raise the level with privacy.raiseToken, or take it out of the configuration.',
      ),
  }
}
