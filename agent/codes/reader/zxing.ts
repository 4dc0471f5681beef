import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, type ZXingReaderModule } from 'zxing-wasm/reader'
import type { Found, Grey } from './message.ts'

const require = createRequire(import.meta.url)

type Options = Parameters<ZXingReaderModule['readBarcodesFromPixmap']>[3]
type Read = ReturnType<ZXingReaderModule['readBarcodesFromPixmap']>

/** What the library says of its module, and what Emscripten makes of every one, for which it counts on types that are global. */
interface Module {
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  readBarcodesFromPixmap(at: number, width: number, height: number, options: Options): Read & { delete(): void }
}

/**
 * What is looked for, in the library's numbers. Light codes on dark are not: they are rare, and twice the time. A linear code counts
 * where three lines agree, since it has no more than one digit to check itself by.
 */
const OPTIONS: Options = {
  formats: 'QRCode,DataMatrix,EAN13,Code128',
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  tryDenoise: false,
  binarizer: 0,
  isPure: false,
  downscaleFactor: 3,
  downscaleThreshold: 500,
  minLineCount: 3,
  maxNumberOfSymbols: 8,
  validateOptionalChecksum: false,
  returnErrors: false,
  eanAddOnSymbol: 0,
  textMode: 0,
  characterSet: 0,
  tryCode39ExtendedMode: false,
}

/** Reads codes with ZXing-C++ in WebAssembly, whose program lies in the package: left to itself it would load it from the network. */
export async function openZxing(): Promise<Zxing> {
  const wasmBinary = await readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const module = await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  return new Zxing(module as unknown as Module)
}

export class Zxing {
  readonly #module: Module
  /** Its memory before the first picture; from there on it is empty. */
  readonly #clean: Uint8Array

  constructor(module: Module) {
    this.#module = module
    const { HEAPU8: memory } = module
    let end = memory.length
    while (end > 0 && memory[end - 1] === 0) end--
    this.#clean = memory.slice(0, end)
  }

  /** All of the memory that it works in, for whoever asks what is left there. */
  get memory(): Uint8Array {
    return this.#module.HEAPU8
  }

  /** The codes of a picture that are whole: what does not agree with its own check says nothing. */
  read({ width, height, pixels }: Grey): Found[] {
    if (pixels.length !== width * height) throw new RangeError(`${pixels.length} pixels are not ${width} × ${height}`)
    if (pixels.length === 0) return []
    const module = this.#module
    try {
      const at = module._malloc(pixels.length)
      if (at === 0) throw new RangeError(`there is no room for ${width} × ${height} pixels`)
      module.HEAPU8.set(pixels, at)
      const read = module.readBarcodesFromPixmap(at, width, height, OPTIONS)
      const found: Found[] = []
      for (let i = 0; i < read.size(); i++) {
        const { isValid, text, position } = read.get(i)!
        const { topLeft, topRight, bottomLeft, bottomRight } = position
        const middle = (axis: 'x' | 'y') => (topLeft[axis] + topRight[axis] + bottomLeft[axis] + bottomRight[axis]) / 4
        if (isValid && text !== '') found.push({ text, x: middle('x'), y: middle('y') })
      }
      read.delete()
      return found
    } finally {
      // What the picture was made into lies all over it, and a failure may have left it in any state.
      module.HEAPU8.set(this.#clean)
      module.HEAPU8.fill(0, this.#clean.length)
    }
  }
}
