import sharp from 'sharp'
import type { Config } from '../../config/config.ts'
import type { Pixels } from '../../config/units.ts'
import type { Squares } from '../floor/squares.ts'
import { drawing } from './drawing.ts'

/** Pixels of the longer side, and around the plan. */
const SIDE: Pixels = 1280
const MARGIN: Pixels = 60
/** From little to most; what lies between two is mixed of them. Their lightness rises evenly, so that it reads in grey too. */
const COLOURS = [
  [32, 18, 77],
  [104, 30, 125],
  [181, 54, 122],
  [240, 96, 93],
  [253, 168, 114],
  [252, 240, 178],
] as const

/** The plan from above with the time that people spent in each square, as PNG; blank where fewer than `presence.k` have been. */
export function heatMap(
  heat: Squares,
  { floor, presence, store }: Pick<Config, 'floor' | 'presence' | 'store'>,
  { day, isSimulated = false }: { readonly day?: string; readonly isSimulated?: boolean } = {},
): Promise<Buffer> {
  const { columns, rows, gridMetres, x, y } = heat
  const scale = (SIDE - 2 * MARGIN) / (gridMetres * Math.max(columns, rows))
  const width = Math.round(columns * gridMetres * scale + 2 * MARGIN)
  const height = Math.round(rows * gridMetres * scale + 2 * MARGIN)
  const seconds = heat.seconds(presence.k)
  const most = seconds.reduce((a, b) => Math.max(a, b), 0)
  const side = gridMetres * scale
  const squares = [...seconds.keys()].flatMap(i => {
    if (seconds[i] === 0) return []
    const left = MARGIN + (i % columns) * side
    const top = height - MARGIN - (Math.floor(i / columns) + 1) * side
    return `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${(side + 0.5).toFixed(1)}" height="${(side + 0.5).toFixed(1)}" fill="${colour(seconds[i] / most)}"/>`
  })
  const svg = drawing({
    width,
    height,
    title: `${store.store}${day === undefined ? '' : `, ${day}`}${isSimulated ? ' (SIMULATED)' : ''}: brightest ${spoken(most)} in ${gridMetres} × ${gridMetres} m; ${heat.withheld(presence.k)} squares with fewer than ${presence.k} tracked visitors left blank`,
    floor,
    below: squares,
    pixel(planX, planY, out) {
      out[0] = MARGIN + (planX - x) * scale
      out[1] = height - MARGIN - (planY - y) * scale
      return true
    },
  })
  return sharp({ create: { width, height, channels: 3, background: '#1b2129' } })
    .composite([{ input: Buffer.from(svg) }])
    .png({ compressionLevel: 9 })
    .toBuffer()
}

/** By the root of the share: one long queue would leave the rest of the shop in the dark. */
function colour(share: number): string {
  const at = Math.sqrt(share) * (COLOURS.length - 1)
  const low = Math.min(COLOURS.length - 2, Math.floor(at))
  const mixed = COLOURS[low].map((value, k) => Math.round(value + (at - low) * (COLOURS[low + 1][k] - value)))
  return `rgb(${mixed.join(',')})`
}

export function spoken(seconds: number): string {
  return seconds < 120 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`
}
