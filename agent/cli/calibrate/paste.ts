import { Document, isMap, isSeq, visit } from 'yaml'
import type { View } from '../../../drivers/view.ts'

/** Down the middle of the picture: how far from below the lens the floor is there, and how much of it a pixel is. */
export function seen(view: View) {
  const at = new Float64Array(2)
  const below = new Float64Array(2)
  return [1, 0.75, 0.5, 0.25, 0].flatMap(share => {
    const row = share * view.height
    const column = view.width / 2
    if (!view.placeAt(column, row, 0, at) || !view.placeAt(column, row + 1, 0, below)) return []
    const awayMetres = Math.hypot(at[0] - view.lens[0], at[1] - view.lens[1])
    const pixelMetres = Math.hypot(at[0] - below[0], at[1] - below[1])
    return [{ row, awayMetres: Math.round(awayMetres * 100) / 100, pixelMetres: Math.round(pixelMetres * 1e4) / 1e4 }]
  })
}

interface Told {
  readonly isPoor?: boolean
  readonly errors?: Readonly<Record<string, number | null>>
  readonly spots?: readonly { readonly spot: number; readonly missedPixels: number; readonly missedMetres?: number }[]
  readonly sees: readonly { readonly row: number; readonly awayMetres: number; readonly pixelMetres: number }[]
}

/** Where a pixel is more than this, nobody's place is known to a step. */
const COARSE = 0.25

const UNITS: Readonly<Record<string, string>> = { x: 'm', y: 'm', heightMetres: 'm', focal: 'px' }

/** To be pasted: a line each for lens and pose. */
export function yaml(calibration: object): string {
  const document = new Document({ calibration })
  visit(document, (_, node, path) => {
    if ((isMap(node) || isSeq(node)) && path.length > 3) node.flow = true
  })
  return document.toString({ lineWidth: 0 }).trimEnd()
}

/** As comments of YAML, so that all of it can be pasted. */
export function comment({ isPoor, errors, spots, sees }: Told): string[] {
  const shaky = Object.entries(errors ?? {}).map(([name, error]) =>
    error === null ? `${name} is not settled` : `${name} ± ${error.toFixed(2)} ${UNITS[name] ?? '°'}`,
  )
  return [
    ...(isPoor
      ? [
          '# POOR: the spots are off by more than tape and click explain. Do not use this: measure them again (aislectl calibrate pairs may name the wrong one), check what was given as measured, or set the lens.',
        ]
      : []),
    ...(spots ?? []).map(
      ({ spot, missedPixels, missedMetres }) =>
        `# spot ${spot}: ${missedPixels.toFixed(1)} px off, ${missedMetres === undefined ? 'above the horizon' : `${(100 * missedMetres).toFixed(1)} cm`}`,
    ),
    ...(shaky.length > 0 ? [`# standard errors: ${shaky.join(', ')}`] : []),
    ...sees.map(
      ({ row, awayMetres, pixelMetres }) =>
        `# row ${Math.round(row)}: floor ${awayMetres.toFixed(1)} m from below the lens, ${(100 * pixelMetres).toFixed(1)} cm a pixel`,
    ),
    ...(sees.at(-1)?.row === 0 && sees.at(-1)!.pixelMetres < COARSE
      ? []
      : [
          `# Its upper edge looks at the horizon, where a pixel is more than ${100 * COARSE} cm of floor: expect no places from there.`,
        ]),
  ]
}
