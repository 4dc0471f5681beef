import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import type { Bin } from '../../../agent/moments/worth/reliability.ts'

const FOLDER = fileURLToPath(new URL('../../../data/bench/', import.meta.url))
const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [900, 560, 70, 60, 870, 500]

export interface Curve {
  readonly name: string
  readonly dash: string
  readonly values: readonly number[]
}

/** Draws curves over days, told apart by their dashes and names, and answers the file. */
export async function curves(file: string, title: string, drawn: readonly Curve[], mark?: number): Promise<string> {
  const days = Math.max(...drawn.map(({ values }) => values.length))
  const most = Math.max(...drawn.flatMap(({ values }) => values))
  const x = (day: number) => LEFT + (day / days) * (RIGHT - LEFT)
  const y = (value: number) => BOTTOM - (value / most) * (BOTTOM - TOP)
  const lines = drawn.map(({ name, dash, values }) => {
    const points = [0, ...values].map((value, day) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`).join(' ')
    const at = y(values.at(-1)!) - 6
    return `<polyline points="${points}" fill="none" stroke="#111" stroke-width="2" stroke-dasharray="${dash}"/>
<text x="${RIGHT}" y="${at.toFixed(1)}" text-anchor="end">${name}</text>`
  })
  const marked =
    mark === undefined
      ? ''
      : `<line x1="${x(mark)}" x2="${x(mark)}" y1="${TOP}" y2="${BOTTOM}" stroke="#888" stroke-dasharray="3 5"/>`
  const ticks = [0, 7, 14, 21, 28].map(
    day => `<text x="${x(day)}" y="${BOTTOM + 20}" text-anchor="middle">${day}</text>`,
  )
  const heights = [0, 0.5, 1].map(
    part => `<text x="${LEFT - 8}" y="${y(part * most) + 5}" text-anchor="end">${Math.round(part * most)}</text>`,
  )
  return draw(file, title, [...lines, marked, ...ticks, ...heights].join('\n'), 'day')
}

/** Draws a reliability diagram: circles as large as what was told was often. */
export async function reliability(file: string, title: string, bins: readonly Bin[]): Promise<string> {
  const x = (value: number) => LEFT + value * (RIGHT - LEFT)
  const y = (value: number) => BOTTOM - value * (BOTTOM - TOP)
  const most = Math.max(...bins.map(({ count }) => count))
  const dots = bins
    .filter(({ count }) => count > 0)
    .map(({ told, found, count }) => {
      const radius = 3 + 14 * Math.sqrt(count / most)
      return `<circle cx="${x(told)}" cy="${y(found)}" r="${radius}" fill="none" stroke="#111" stroke-width="2"/>
<text x="${x(told)}" y="${y(found) - radius - 4}" text-anchor="middle">${count}</text>`
    })
  const diagonal = `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#888" stroke-dasharray="4 4"/>`
  const ticks = [0, 0.5, 1].flatMap(value => [
    `<text x="${x(value)}" y="${BOTTOM + 20}" text-anchor="middle">${value}</text>`,
    `<text x="${LEFT - 8}" y="${y(value) + 5}" text-anchor="end">${value}</text>`,
  ])
  return draw(file, title, [diagonal, ...dots, ...ticks].join('\n'), 'told; upwards: found')
}

async function draw(file: string, title: string, inside: string, below: string): Promise<string> {
  mkdirSync(FOLDER, { recursive: true })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="sans-serif" font-size="14">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="30" font-size="17">${title}</text>
<rect x="${LEFT}" y="${TOP}" width="${RIGHT - LEFT}" height="${BOTTOM - TOP}" fill="none" stroke="#bbb"/>
${inside}
<text x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 45}" text-anchor="middle">${below}</text>
</svg>`
  await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toFile(`${FOLDER}${file}`)
  return `data/bench/${file}`
}
