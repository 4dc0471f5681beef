import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { CAUSES, meaning } from '../../../agent/console/causes.ts'
import { openDoor } from '../../../agent/console/door.ts'
import { stated } from '../../../agent/console/stated.ts'
import { FAULTS } from '../../../config/fault.ts'
import { ROOT } from '../../../config/root.ts'
import { opened, shop } from './shop.ts'

const root = fileURLToPath(ROOT)
/** What a lane runs between a sensor and the floor, and what tells of sensors: whatever these throw or tell, a sensor may carry. */
const SOURCES = ['drivers', 'agent/vision', 'agent/lanes', 'models/session.ts', 'models/locate.ts']
/** What is no sensor's: of looking for cameras, of requests, of what is kept, of the machine. */
const ELSEWHERE =
  /^(?:NETWORK_MUTE|ARGUMENT_INVALID|BUDGET_EXCEEDED|CLOCK_SET|CONFIG_|CONSENT_|DRIFT_|ENROLMENT_|FILE_UNWRITABLE|GALLERY_|HEAT_|IDENTITY_|KIOSK_|LEDGER_|MAP_|MEMBER_|NODE_(?!SILENT)|OUTCOME_|RECOGNITION_|REPLAY_|REQUEST_|SESSION_|STORE_|TOKEN_|TOUCHPOINT_|VISIT_)/

test('every code that a sensor can carry has words, and no word is of a code that there is not', () => {
  const met = new Set(filesIn().flatMap(text => [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, code]) => code!)))
  const codes = [...met].filter(code => code in FAULTS && !ELSEWHERE.test(code))
  expect(codes).toEqual(expect.arrayContaining(['SOURCE_LOST', 'PICTURE_UNFIT', 'CHANNEL_HELD', 'NODE_SILENT']))
  expect(codes.filter(code => !(code in CAUSES))).toEqual([])
  expect(Object.keys(CAUSES).filter(code => !(code in FAULTS))).toEqual([])
})

test('a cause in words is left as it is, also one that is a name of every object', () => {
  expect(meaning('SOURCE_LOST')).toMatch(/^Nothing comes from it.* \(SOURCE_LOST\)$/)
  for (const words of ['the lens is covered', 'constructor', '__proto__', '']) expect(meaning(words)).toBe(words)
})

function filesIn(): string[] {
  return SOURCES.flatMap(name =>
    name.endsWith('.ts')
      ? [join(root, name)]
      : readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })
          .filter(file => file.endsWith('.ts'))
          .map(file => join(root, name, file)),
  ).map(file => readFileSync(file, 'utf8'))
}

test('whoever looks at a sensor, or reads along, gets the words', async () => {
  const { config, remove } = shop()
  const running = await opened(config)
  try {
    running.pulse.note({ kind: 'sensor.degraded', sensor: 'sniffer', atMs: 1000, sinceMs: 1000, cause: 'CHANNEL_HELD' })
    const door = openDoor(config)
    expect(stated(await door.get('/state')).sensors[1]?.cause).toBe(meaning('CHANNEL_HELD'))
    const data = { sensor: 'sniffer', cause: 'CHANNEL_HELD', since: '2026-03-02T09:00:00.000Z' }
    running.board.hear({ time: data.since, type: 'aisle.sensor.degraded.v1', data } as never)
    for await (const { event, data: told } of door.stream('/stream'))
      if (event === 'event') {
        expect(told).toMatchObject({ sentence: expect.stringContaining(meaning('CHANNEL_HELD')) })
        break
      }
  } finally {
    await running.close()
    remove()
  }
})
