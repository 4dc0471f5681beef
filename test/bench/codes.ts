import { openZxing } from '../../agent/codes/reader/zxing.ts'
import { drawn, wall } from '../agent/codes/reader/drawn.ts'
import type { Row } from './row.ts'

const ROUNDS = 40
const SIZE = { width: 1280, height: 720 }
/** As long as a member's pass. */
const PASS = `eyJhbGciOiJFZERTQSJ9.${'eyJzdWIiOiJtZW1iZXIifQ'.repeat(10)}.${'c2lnbmF0dXJl'.repeat(7)}`

/** What it takes to look for codes in one picture. */
export async function bench(): Promise<readonly Row[]> {
  const zxing = await openZxing()
  const pictures = [
    ['1280 × 720 without a code', wall(SIZE.width, SIZE.height)],
    ['1280 × 720 with a pass', await drawn(PASS, 'QRCode', { ...SIZE, x: 700, y: 400, module: 4, degrees: 12 })],
  ] as const
  return pictures.map(([name, grey]) => {
    const times = Array.from({ length: ROUNDS }, () => {
      const sinceMs = performance.now()
      zxing.read(grey)
      return performance.now() - sinceMs
    })
    const note = `median of ${ROUNDS}; ${zxing.read(grey).length} found; in a thread of its own`
    return { name: `codes, ${name}`, value: times.sort((a, b) => a - b)[ROUNDS >> 1], unit: 'ms', note }
  })
}
