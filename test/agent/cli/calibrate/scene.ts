import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { calibrate } from '../../../../agent/cli/calibrate/calibrate.ts'
import { run } from '../../../../agent/cli/run.ts'
import { Pose } from '../../../../config/optics.ts'
import { View } from '../../../../drivers/view.ts'

export const INTRINSICS = { width: 1280, height: 720, fx: 800, fy: 800, cx: 640, cy: 360 }
export const POSE = Pose.parse({
  position: [1, -2],
  heightMetres: 3.2,
  tiltDegrees: 55,
  headingDegrees: 80,
  rollDegrees: 2,
})

/** What a technician writes down who clicks there and measures well, but for what is put in `wrong` metres along x. */
export function spots(wrong: Readonly<Record<number, number>> = {}): string {
  const view = new View({ intrinsics: INTRINSICS, pose: POSE })
  const at = new Float64Array(2)
  const clicks = [
    [200, 330],
    [1100, 300],
    [1150, 690],
    [150, 680],
    [600, 500],
    [900, 400],
    [350, 560],
  ]
  return clicks
    .map(([column, row], i) => {
      view.placeAt(column, row, 0, at)
      return `      - { image: [${column}, ${row}], floor: [${(at[0] + (wrong[i] ?? 0)).toFixed(3)}, ${at[1].toFixed(3)}] }`
    })
    .join('\n')
}

export const FLOOR = `
store: { tenant: acme, store: vienna-1, agent: door }
floor:
  outline: [[-2, 0], [6, 0], [6, 6], [-2, 6]]
  entrances: [{ id: door, from: [0, 0], to: [2, 0] }]
  zones: [{ id: shelf, outline: [[1, 2], [3, 2], [3, 3], [1, 3]] }]`

/** Runs `aislectl calibrate` in a folder of its own; answers with the exit code. */
export function technician() {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'calibrate-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  return {
    at: (name: string) => join(folder, name),
    write: async (name: string, text: string) => {
      await writeFile(join(folder, name), text)
      return join(folder, name)
    },
    async calibrate(...argv: string[]): Promise<number> {
      process.exitCode = undefined
      await run(calibrate, argv)
      return Number(process.exitCode ?? 0)
    },
  }
}
