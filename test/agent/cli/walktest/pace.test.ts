import { expect, test } from 'vitest'
import { type Pacing, paced } from '../../../../agent/cli/walktest/pace.ts'
import { Fault } from '../../../../config/fault.ts'

const said: string[] = []
let nowMs = 0
const pacing: Pacing = {
  ...{ line: 'door', times: 3, walkMs: 1, restMs: 1, stillMs: 1, lateMs: 1 },
  ...{ now: () => (nowMs += 10), say: words => said.push(words), signal: new AbortController().signal },
  isNear: x => x < 5,
}
const dot = (xMetres: number) => ({ id: xMetres, xMetres, yMetres: 1 })
const inwards = (line: string) => ({ event: 'crossing', data: { line, direction: 'in', atMs: 5 } })

/** What the agent tells, and then nothing more for as long as it runs. */
async function* told(...events: { event: string; data: unknown }[]) {
  yield* events
  await new Promise(() => {})
}

test('whoever walks is told when, in and out in turn; what the agent tells of another line is not counted', async () => {
  said.length = 0
  const { walks, crossed } = await paced(told(inwards('door'), inwards('other')), pacing)
  expect(walks.map(({ expected }) => expected)).toEqual(['in', 'out', 'in'])
  expect(crossed).toHaveLength(1)
  expect(said[1]).toBe('1 of 3: walk over door inwards now, and stand still behind it.')
})

test('walks during which two are near are counted; whoever is elsewhere is in nobody’s way', async () => {
  async function* seen(...xs: number[]) {
    for (;;) {
      yield { event: 'people', data: xs.map(dot) }
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }
  const slow = { ...pacing, walkMs: 100, restMs: 1 }
  expect(await paced(seen(1, 2), slow)).toMatchObject({ crowded: 3 })
  expect(await paced(seen(1, 9), slow)).toMatchObject({ crowded: 0 })
})

test('what was lost on the way is counted', async () => {
  expect(await paced(told({ event: 'missed', data: { count: 4 } }), pacing)).toMatchObject({ lost: 4 })
})

test.each([
  [
    'is refused',
    // biome-ignore lint/correctness/useYield: it never comes to that
    async function* () {
      throw new Fault('DOOR_REFUSED', { route: '/walk', why: '16 look on already' })
    },
    '16 look on already',
  ],
  [
    'breaks off',
    async function* () {
      yield inwards('door')
    },
    'were broken off',
  ],
])('where the stream %s nobody walks on, and nothing is counted as missed', async (_, stream, message) => {
  said.length = 0
  const walked = paced(stream() as never, { ...pacing, stillMs: 60_000 })
  await expect(walked).rejects.toThrow(message)
  expect(said).toHaveLength(1)
})
