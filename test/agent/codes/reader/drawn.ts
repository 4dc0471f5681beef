import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import sharp from 'sharp'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import type { Grey } from '../../../../agent/codes/reader/message.ts'

const require = createRequire(import.meta.url)
prepareZXingModule({
  overrides: { wasmBinary: readFileSync(require.resolve('zxing-wasm/writer/zxing_writer.wasm')) as never },
})

const DARK = 25
const LIGHT = 230
/** Modules of white around a code: the most that one of these kinds asks for (EAN-13, ISO/IEC 15420). */
const QUIET = 11
/** A linear code is drawn this much higher than its one line of modules. */
const HIGH = 30
/** Samples a pixel, each way. */
const FINE = 3

export type Kind = 'QRCode' | 'DataMatrix' | 'EAN13' | 'Code128'

export interface How {
  readonly width: number
  readonly height: number
  /** Of the middle of the code. */
  readonly x: number
  readonly y: number
  /** Pixels a module. */
  readonly module: number
  readonly degrees?: number
  /** Of Gaussian blur, pixels. */
  readonly sigma?: number
}

/** A wall that is not quite even, such as a camera sees it. */
export function wall(width: number, height: number): Grey {
  const pixels = new Uint8Array(width * height)
  for (let i = 0; i < pixels.length; i++) pixels[i] = 110 + 30 * Math.sin((i % width) / 90) + ((i * 7919) % 13)
  return { width, height, pixels }
}

/** A picture with a code in it, drawn from its modules, turned about its middle, and blurred. */
export async function drawn(text: string, kind: Kind, how: How): Promise<Grey> {
  const { width, height, x, y, module, degrees = 0, sigma = 0 } = how
  const grey = wall(width, height)
  const { symbol, error } = await writeBarcode(text, { format: kind })
  if (error) throw new Error(error)
  const isLinear = symbol.height === 1 || kind === 'EAN13' || kind === 'Code128'
  const [across, down] = [symbol.width, isLinear ? HIGH : symbol.height]
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      let [sum, count] = [0, 0]
      for (let sub = 0; sub < FINE * FINE; sub++) {
        const dx = column + ((sub % FINE) + 0.5) / FINE - x
        const dy = row + (Math.floor(sub / FINE) + 0.5) / FINE - y
        const u = (cos * dx + sin * dy) / module + across / 2
        const v = (cos * dy - sin * dx) / module + down / 2
        if (u < -QUIET || v < -QUIET || u >= across + QUIET || v >= down + QUIET) continue
        const isIn = u >= 0 && v >= 0 && u < across && v < down
        sum += isIn && symbol.data[(isLinear ? 0 : Math.floor(v)) * symbol.width + Math.floor(u)] === 0 ? DARK : LIGHT
        count++
      }
      if (count > 0) {
        const i = row * width + column
        grey.pixels[i] = (sum + (FINE * FINE - count) * grey.pixels[i]) / (FINE * FINE)
      }
    }
  return sigma > 0 ? blurred(grey, sigma) : grey
}

async function blurred({ width, height, pixels }: Grey, sigma: number): Promise<Grey> {
  const raw = { width, height, channels: 1 as const }
  const soft = await sharp(pixels, { raw }).blur(sigma).toColourspace('b-w').raw().toBuffer()
  return { width, height, pixels: Uint8Array.from(soft) }
}

/** A QR code as a telephone shows it, `module` pixels a module, as PNG. */
export async function onScreen(text: string, module: number): Promise<Buffer> {
  const { symbol } = await writeBarcode(text, { format: 'QRCode' })
  const raw = { width: symbol.width, height: symbol.height, channels: 1 as const }
  const size = { width: symbol.width * module, height: symbol.height * module, kernel: 'nearest' as const }
  const edge = 4 * module
  const white = { top: edge, bottom: edge, left: edge, right: edge, background: 'white' }
  return sharp(Buffer.from(symbol.data), { raw }).resize(size).extend(white).png().toBuffer()
}
