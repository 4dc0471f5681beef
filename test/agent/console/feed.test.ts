import { expect, test } from 'vitest'
import { Board } from '../../../agent/console/board.ts'
import { Feed } from '../../../agent/console/feed.ts'
import type { Line } from '../../../agent/console/line.ts'
import type { Survey } from '../../../agent/console/survey.ts'
import { seal } from '../../../agent/events/envelope.ts'
import { tell } from '../../../agent/events/tell.ts'
import type { MomentFact } from '../../../agent/moments/fact.ts'
import { context } from '../events/facts.ts'
import { SOMEBODY } from '../moments/situation.ts'

const opened = (mode: MomentFact['mode']): MomentFact => ({
  ...{ kind: 'moment.opened', visit: 'visit-0001', atMs: 0, touchpoint: SOMEBODY.touchpoint, mode },
  ...{ advice: 'approach', probability: 0.7, reasons: ['Here for 84 s: for it.'], untilMs: 30_000 },
})

test('in shadow mode nobody who looks on sees what is advised, neither as it comes nor afterwards', () => {
  const board = new Board()
  const feed = new Feed({ state: () => ({}), people: () => [] } as unknown as Survey, board)
  const told: string[] = []
  const line = { look: () => {}, tell: (_: string, data: string) => void told.push(data) } as unknown as Line
  const leave = feed.join(line, false)
  const hear = (mode: MomentFact['mode']) => board.hear(seal(tell(opened(mode), context), { epoch: 1, sequence: 1 }))
  hear('shadow')
  expect(told).toEqual([])
  hear('advise')
  expect(told.map(one => JSON.parse(one).sentence)).toEqual(['approach visitor visit- at wall-shelf'])
  leave()
  feed.join(line, true)()
  expect(told).toHaveLength(2)
})
