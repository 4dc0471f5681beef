import type { Layout } from '../../../config/scanners.ts'
import { keysOf } from '../../../drivers/scanner/layout.ts'

const NOTHING = new Uint8Array(8)
export const ENTER = 0x28

/** A report in boot protocol. */
export function report(modifiers: number, ...usages: number[]): Uint8Array {
  return Uint8Array.from([modifiers, 0, ...usages, ...new Array<number>(6 - usages.length).fill(0)])
}

/** The reports of a scanner that types a text and Enter, each key let go before the next. */
export function typed(text: string, layout: Layout = 'us'): Uint8Array[] {
  const keys = keysOf(layout)
  const down = [...text].map(character => {
    for (const [usage, key] of keys.entries()) {
      if (key?.plain === character) return report(0, usage)
      if (key?.shift === character) return report(0x02, usage)
      if (key?.altGr === character) return report(0x40, usage)
    }
    throw new Error(`no key gives ${character}`)
  })
  return [...down, report(0, ENTER)].flatMap(one => [one, NOTHING])
}
