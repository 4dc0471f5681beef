import type { Moments } from '../../../config/moments.ts'
import { wilson } from '../../journey/wilson.ts'
import type { Glance } from '../../moments/keeper.ts'
import { atRest } from '../../moments/rest.ts'
import type { Estimate } from '../../moments/worth/estimate.ts'
import { FEWEST, type Report } from '../../moments/worth/report.ts'
import { table } from '../models/table.ts'

export interface Reported {
  readonly source: string
  readonly simulated: boolean
  /** Undefined where the configuration has no section `moments` any more. */
  readonly mode: Moments['mode'] | undefined
  readonly learned: Glance
  readonly report: Report
}

/** The report for people. */
export function sentences({ source, simulated, mode, learned, report }: Reported): string[] {
  return [
    `${source.slice(1)}${simulated ? ' (SIMULATED)' : ''}, ${day(report.fromMs)} to ${day(report.untilMs)}. ${heardBy(mode)}`,
    `${many(report.visits, 'visit')} judged. ${approached(report)}`,
    learnedIn(learned),
    ...said(report),
    '',
    ...reliability(report),
    '',
    ...worth(report),
    ...byThemselves(report),
  ]
}

function heardBy(mode: Reported['mode']): string {
  if (mode === undefined)
    return 'The configuration has no section moments, so that nobody is judged any more: this is of before.'
  return mode === 'shadow' ? 'In shadow: the advice is shown to nobody.' : 'The staff hear the advice.'
}

const NOTHING = 'Nothing was learned yet: the advice is what is believed of any shop.'

function approached({ approached: { shown, shadow } }: Report): string {
  return `Advised to approach: ${whose(shown, shadow)}.`
}

function whose(shown: number, shadow: number): string {
  if (shown + shadow === 0) return 'nobody'
  if (shadow === 0) return `${shown}, all shown to the staff`
  if (shown === 0) return `${shadow}, all in shadow`
  return `${shown + shadow}, ${shown} of them shown to the staff and ${shadow} in shadow`
}

function learnedIn(learned: Glance): string {
  switch (learned.state) {
    case 'none':
      return NOTHING
    case 'unreadable':
    case 'unfit':
      return `What was learned cannot be read: ${learned.why}.`
    case 'learned': {
      const { outcomes, alarms, bar, lately, restsUntilMs } = learned
      if (restsUntilMs !== undefined)
        return `Learned from ${many(outcomes, 'outcome')}. ${atRest(restsUntilMs).message}`
      // There is a file as soon as the agent was stopped once, or somebody was to be approached.
      if (outcomes === 0) return NOTHING
      const turned = alarms === 0 ? '' : ` ${many(alarms, 'time')} they were not any more what they were told to be.`
      return `Learned from ${many(outcomes, 'outcome')}.${turned} An approach has to be worth ${bar.toFixed(2)}; the latest that were meant were worth ${signed(lately)}.`
    }
  }
}

/** Of what there was none nothing is said. */
function said({ words, censored, waiting }: Report): string[] {
  const { taken, same, corrected, overruled, settled, late, unknown } = words
  const otherwise = overruled + settled
  const parts = [
    taken > 0 && `${taken} told`,
    corrected > 0 && `${corrected} corrected`,
    same > 0 && `${same} told twice`,
    otherwise > 0 && `${otherwise} otherwise too late, or by whom counts less`,
    censored > 0 && `${censored} never told and so left out`,
    waiting > 0 && `${many(waiting, 'approach', 'approaches')} may still be told (each touchpoint of a visit is one)`,
    late > 0 && `${late} told too late`,
    unknown > 0 && `${unknown} of visits in which nobody was advised to go`,
  ].filter(part => part !== false)
  return parts.length === 0 ? [] : [`What became of them: ${parts.join(', ')}.`]
}

function reliability({ reliability: bins, error, errorByChance }: Report): string[] {
  if (error === undefined)
    return ['Whether probabilities hold cannot be said: nobody told yet what became of an approach.']
  const count = bins.reduce((sum, bin) => sum + bin.count, 0)
  return [
    ...table(
      ['TOLD', 'APPROACHES', 'ON AVERAGE', 'CAME OUT WELL'],
      bins
        .filter(bin => bin.count > 0)
        .map(({ from, to, count, told, found }) => {
          const { low, high } = wilson(Math.round(found * count), count)
          return [
            `${from.toFixed(1)} to ${to.toFixed(1)}`,
            String(count),
            told.toFixed(2),
            `${found.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
          ]
        }),
    ),
    `Calibration error (ECE): ${error.toFixed(3)} of ${count}; of so few it is about ${errorByChance!.toFixed(3)} by chance alone.`,
  ]
}

/** Why nobody knows what the advice was worth. */
function unknown({ shown, shadow }: Report['approached']): string {
  if (shown > 0)
    return `What the advice was worth cannot be said yet: that needs ${FEWEST} outcomes of approaches that were shown.`
  if (shadow > 0)
    return 'What the advice was worth cannot be said: it was shown to nobody, and what nobody does changes nothing.'
  return 'What the advice was worth cannot be said yet: no approach was advised so far.'
}

function worth({ worth, lift, approached }: Report): string[] {
  if (!worth || !lift) return [unknown(approached)]
  return [
    'Reward a hundred visits (a contact that comes out well is 1, one that is declined −1, one that is passed over −0.5), at 95 %:',
    ...table(
      ['RULE', 'DOUBLY ROBUST', 'BY WEIGHTS ALONE', 'COULD HAVE HAPPENED'],
      [
        ['as it was advised', spread(worth.model), '', ''],
        ...worth.rules.map(({ seconds, doublyRobust, byWeights, supported }) =>
          seconds === undefined
            ? ['never approach', '0', '0', '']
            : [
                `after ${seconds} s`,
                spread(doublyRobust),
                byWeights ? spread(byWeights) : 'cannot be said',
                `${Math.round(100 * supported)} %`,
              ],
        ),
      ],
    ),
    `Over never approaching: ${spread(lift.never)}.`,
    `Over the best of these times by hindsight, ${lift.dwell.seconds} s: ${spread(lift.dwell)}.${lift.dwell.low > 0 ? '' : ' It is not sure that the advice is better than that rule.'}`,
    'Where little could have happened, only the word of the model stands behind the figure.',
  ]
}

/** What staff did by themselves says something in shadow already. */
function byThemselves({ unadvised: { worth, worthless } }: Report): string[] {
  if (worth.of + worthless.of === 0) return []
  const share = ({ share, low, high, of }: typeof worth) =>
    of === 0 ? 'none' : `${Math.round(100 * share)} % (${Math.round(100 * low)} to ${Math.round(100 * high)}) of ${of}`
  return [
    '',
    `Contacts that staff made by themselves and that came out well: ${share(worth)} where the model saw worth in one, ${share(worthless)} where it saw none.`,
  ]
}

function spread({ mean, low, high }: Estimate): string {
  return `${signed(mean)} (${signed(low)} to ${signed(high)})`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}

function many(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
