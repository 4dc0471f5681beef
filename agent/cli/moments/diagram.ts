import sharp from 'sharp'
import type { Reported } from './sentences.ts'

const [WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM] = [720, 760, 70, 60, 690, 680]

/** A reliability diagram as PNG: circles as large as what was told was often; on the line is what holds. Reads in grey. */
export function reliability({ source, simulated, report }: Reported): Promise<Buffer> {
  const { reliability: bins, error } = report
  const x = (value: number) => (LEFT + value * (RIGHT - LEFT)).toFixed(1)
  const y = (value: number) => (BOTTOM - value * (BOTTOM - TOP)).toFixed(1)
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const dots = bins
    .filter(({ count }) => count > 0)
    .map(({ told, found, count }) => {
      const radius = 4 + 16 * Math.sqrt(count / most)
      return `<circle cx="${x(told)}" cy="${y(found)}" r="${radius.toFixed(1)}" fill="#11111122" stroke="#111" stroke-width="2"/>
<text x="${x(told)}" y="${y(found)}" dy="5" text-anchor="middle">${count}</text>`
    })
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    value => `<text x="${x(value)}" y="${BOTTOM + 20}" text-anchor="middle">${value}</text>
<text x="${LEFT - 8}" y="${y(value)}" dy="5" text-anchor="end">${value}</text>`,
  )
  const below =
    error === undefined ? 'nobody told yet what became of an approach' : `calibration error ${error.toFixed(3)}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans, sans-serif" font-size="14">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="34" font-size="17">${source.slice(1)}: told, and found${simulated ? ' — SIMULATED' : ''}</text>
<rect x="${LEFT}" y="${TOP}" width="${RIGHT - LEFT}" height="${BOTTOM - TOP}" fill="none" stroke="#bbb"/>
<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#888" stroke-dasharray="4 4"/>
${[...dots, ...ticks].join('\n')}
<text x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 45}" text-anchor="middle">told; upwards: share that came out well; ${below}</text>
</svg>`
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer()
}
