const SNAP = 4
const OPTIONS = 8
const RESOLUTION = 9
const FCS_LENGTH = 13
const TIME_OFFSET = 14

/** One interface of a pcapng section, as its description block tells. */
export interface Interface {
  readonly link: number
  /** 0: no limit. */
  readonly snapLength: number
  /** Length of the checksum at the end of each packet, 0 where it is not told. */
  readonly fcs: number
  /** Times are two words of 32 bits: what one unit of the lower and of the upper one is worth. */
  readonly msPerUnit: number
  readonly msPerHighUnit: number
  readonly offsetMs: number
}

/** Reads the body of an interface description block between `at` and `end`; undefined where it is damaged. */
export function describe(view: DataView, at: number, end: number, little: boolean): Interface | undefined {
  if (end - at < OPTIONS) return undefined
  let fcs = 0
  let perSecond = 1e6
  let offsetMs = 0
  for (let option = at + OPTIONS; end - option >= 4; ) {
    const code = view.getUint16(option, little)
    const length = view.getUint16(option + 2, little)
    const value = option + 4
    if (code === 0) break
    if (length > end - value) return undefined
    if (code === RESOLUTION && length === 1) perSecond = resolution(view.getUint8(value))
    else if (code === FCS_LENGTH && length === 1) fcs = view.getUint8(value)
    else if (code === TIME_OFFSET && length === 8) offsetMs = 1000 * Number(view.getBigInt64(value, little))
    option = value + ((length + 3) & -4)
  }
  const msPerUnit = 1000 / perSecond
  return {
    link: view.getUint16(at, little),
    snapLength: view.getUint32(at + SNAP, little),
    fcs,
    msPerUnit,
    msPerHighUnit: msPerUnit * 2 ** 32,
    offsetMs,
  }
}

/** Units a second: a power of two where the highest bit is set, of ten where it is not. */
function resolution(value: number): number {
  return value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value
}
