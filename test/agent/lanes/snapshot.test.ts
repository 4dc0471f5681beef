import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aislectl as program } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { oneOf } from '../../../agent/lanes/lookout.ts'
import { openWatchers, snapshot, type Watchers } from '../../../agent/lanes/snapshot.ts'
import type { FaceDetector } from '../../../agent/vision/detector.ts'
import { readPhotograph } from '../../../agent/vision/photograph.ts'
import { startFaceDetector } from '../../../agent/vision/threaded.ts'
import { file } from '../../../drivers/camera/file.ts'
import { locate } from '../../../models/locate.ts'
import { scratch } from '../../e2e/aisled.ts'
import { describeWith, models, recordings } from '../../needs.ts'
import { camera } from '../cli/doctor/shop.ts'
import { listen } from '../cli/spoken.ts'

const at = scratch()
afterAll(at.remove)
const spoken = listen()

/** Above this the second detector is sure of a face: what it takes for one below, it also sees in wallpaper. */
const SURE = 0.7

describeWith(
  ['ffmpeg', 'model nanodet', 'model mediapipe-full', 'model yunet', 'recordings'],
  'a snapshot of a place full of people',
  () => {
    let watchers: Watchers
    let witness: FaceDetector
    beforeAll(async () => {
      watchers = await openWatchers({ people: 'nanodet', faces: 'mediapipe-full', cache: models() })
      witness = await startFaceDetector(await locate('yunet', models()), 'fine')
    })
    afterAll(() => Promise.all([watchers.close(), witness.close()]))

    const folder = (name: string) =>
      readdirSync(recordings(name))
        .filter(one => one.endsWith('.jpg'))
        .map(one => recordings(name, one))
    const crowd = () =>
      ['faces/wider/20--Family_Group', 'faces/wider/13--Interview', 'faces/groups'].flatMap(name =>
        folder(name).slice(0, 1),
      )

    test('shows no face to the detector that made it so, nor to another one', { timeout: 240_000 }, async () => {
      let before = 0
      for (const [i, picture] of crowd().entries()) {
        const frame = await oneOf(file('x', picture, { paced: false }))
        const untouched = await readPhotograph(picture)
        before += (await witness.detect(untouched.picture, SURE)).length
        const made = await snapshot(frame, watchers)
        expect(made.people + made.faces).toBeGreaterThan(0)
        expect(frame.pixels.every(byte => byte === 0)).toBe(true)
        const out = join(at.folder, `${i}.jpg`)
        writeFileSync(out, made.jpeg)
        const { picture: after } = await readPhotograph(out)
        expect([picture, await watchers.faces.detect(after, 0.5)]).toEqual([picture, []])
        expect([picture, await witness.detect(after, SURE)]).toEqual([picture, []])
      }
      // The test would prove nothing of pictures in which nobody is found.
      expect(before).toBeGreaterThan(3)
    })

    test('is taken by aislectl, which says how many it made coarse', { timeout: 120_000 }, async () => {
      const [picture] = crowd()
      const shop = at.write(
        'shop.yaml',
        `store: { tenant: a, store: b, agent: c }\nfloor: { outline: [[0, 0], [8, 0], [8, 5], [0, 5]] }\n${camera(`{ driver: file, path: ${picture} }`)}`,
      )
      const out = join(at.folder, 'desk.jpg')
      await run(program, ['camera', 'snapshot', 'desk', '--config', shop, '--out', out])
      expect(spoken.err).toBe('')
      expect(spoken.out).toMatch(/desk, \d+ × \d+; \d+ people and \d+ faces were made coarse/)
      expect((await sharp(out).metadata()).format).toBe('jpeg')
    })
  },
)

test('a picture is never taken without the models', async () => {
  const none = join(at.folder, 'none')
  const was = process.env.AISLE_MODELS
  process.env.AISLE_MODELS = none
  await expect(openWatchers({ people: 'nanodet', faces: 'mediapipe-full' })).rejects.toMatchObject({
    code: 'MODEL_MISSING',
  })
  if (was === undefined) delete process.env.AISLE_MODELS
  else process.env.AISLE_MODELS = was
})
