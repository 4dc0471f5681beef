import type { Subject } from './features.ts'
import type { Situation } from './situation.ts'

/**
 * What is known of them in this respect, and whether it speaks for a contact or against it. It says what was seen and never what they might
 * be like or feel. Of a place of which nothing was learned it says what is believed of any like it, and not that visitors there are so.
 */
export function phrase(subject: Subject, situation: Situation, isFor: boolean, isLearned: boolean): string {
  return `${fact(subject, situation, isLearned)}: ${isFor ? 'for' : 'against'} it.`
}

function fact(subject: Subject, s: Situation, isLearned: boolean): string {
  switch (subject) {
    case 'place':
      return isLearned
        ? `How visitors at ${s.touchpoint.id} mostly take it`
        : `What is believed of any place like ${s.touchpoint.id}`
    case 'dwell':
      return `Here for ${seconds(s.dwellSeconds)}${s.secondsBefore ? `, and for ${seconds(s.secondsBefore)} before` : ''}`
    case 'entry':
      return known(s.sinceEntrySeconds, since => `In the shop for ${seconds(since)}`, 'Not seen to come in')
    case 'returns':
      return known(
        s.staysBefore,
        before => (before > 0 ? `Back here, ${times(before + 1)}` : 'Here for the first time'),
        EARLIER,
      )
    case 'breadth':
      return known(s.touches, touches => `${many(touches, 'other place')} so far`, EARLIER)
    case 'stops':
      return known(s.stops, stops => `${many(stops, 'stop')} on the way`, EARLIER)
    case 'pace':
      return known(
        s.metresPerSecond,
        pace => (pace > 0.3 ? 'Moves about' : pace < 0.15 ? 'Stands still' : 'Shifts a little'),
        'How they move is not seen',
      )
    case 'hands':
      return known(
        s.reaches,
        reaches => `${many(reaches, 'reach', 'reaches')} into the shelf`,
        'Hands are not seen here',
      )
    case 'scans':
      return known(s.scans, scans => `${many(scans, 'label')} scanned`, 'No scans are known')
    case 'queue':
      return s.isQueueing ? 'Stands in the queue' : 'Stands in no queue'
    case 'company':
      return known(s.groupSize, size => (size > 1 ? `In a group of ${size}` : 'Alone'), 'Company is not known')
    case 'member':
      return known(
        s.isMember,
        is => (is ? 'A member who agreed to be assisted' : 'No member who is known'),
        'Members are not known here',
      )
    case 'back':
      return known(
        s.isReturn,
        is => (is ? 'Was here before today' : 'For the first time today'),
        'Earlier visits are not known',
      )
    case 'time':
      return `At this time of ${s.isWeekend ? 'a weekend' : 'the day'}`
  }
}

const EARLIER = 'What they did before is not known'

function known<T>(value: T | undefined, say: (value: T) => string, otherwise: string): string {
  return value === undefined ? otherwise : say(value)
}

function seconds(count: number): string {
  return count < 120 ? `${Math.round(count)} s` : `${Math.round(count / 60)} min`
}

function times(count: number): string {
  return count === 2 ? 'for the second time' : `${count} times by now`
}

function many(count: number, one: string, more = `${one}s`): string {
  return count === 0 ? `No ${one}` : `${count} ${count === 1 ? one : more}`
}
