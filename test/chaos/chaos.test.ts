import { expect, test } from 'vitest'
import { describeWith } from '../needs.ts'
import { chaos } from './chaos.ts'

/** Everybody is met once; `npm run chaos -- --kills 200` is the long one. */
const KILLS = 6

describeWith(['mosquitto'], 'agent, broker and subscriber are killed, and their wires cut', () => {
  test('and every event arrives once and in order, and every visit ends once', async () => {
    const said: string[] = []
    const verdict = await chaos({
      kills: KILLS,
      seed: 3,
      long: false,
      say: line => said.push(line),
    }).catch(thrown => {
      throw new Error(said.join('\n'), { cause: thrown })
    })
    expect({ ...verdict, said }).toMatchObject({ lost: [], duplicated: [], unended: [], disordered: [] })
    expect(verdict.events).toBeGreaterThan(KILLS)
  }, 480_000)
})
