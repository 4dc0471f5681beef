import type { Layout } from '../../config/scanners.ts'

/** What a key gives without Shift, with it, and with AltGr. */
export interface Key {
  readonly plain: string
  readonly shift: string
  readonly altGr: string
}

/** Keys from a first usage on (HID Usage Tables 1.5, page 7), one a column; a blank in a row is a key that gives nothing. */
interface Row {
  readonly from: number
  readonly plain: string
  readonly shift: string
  readonly altGr?: string
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
/** 0x54–0x63: the keys of digits at the right, without Enter (0x58); alike everywhere. */
const KEYPAD: Row[] = [
  { from: 0x54, plain: '/*-+', shift: '/*-+' },
  { from: 0x59, plain: '1234567890.', shift: '1234567890.' },
]

/** The row of digits (0x1e–0x27), then 0x2d–0x30, 0x31–0x32, 0x33–0x38 and 0x64, as the table of usages has them. */
const ROWS: Readonly<Record<Layout, readonly Row[]>> = {
  us: [
    { from: 0x04, plain: LETTERS, shift: LETTERS.toUpperCase() },
    { from: 0x1e, plain: '1234567890', shift: '!@#$%^&*()' },
    { from: 0x2d, plain: '-=[]', shift: '_+{}' },
    { from: 0x31, plain: '\\#', shift: '|~' },
    { from: 0x33, plain: ";'`,./", shift: ':"~<>?' },
    { from: 0x64, plain: '\\', shift: '|' },
  ],
  uk: [
    { from: 0x04, plain: LETTERS, shift: LETTERS.toUpperCase() },
    { from: 0x1e, plain: '1234567890', shift: '!"£$%^&*()', altGr: '   €      ' },
    { from: 0x2d, plain: '-=[]', shift: '_+{}' },
    { from: 0x31, plain: '##', shift: '~~' },
    { from: 0x33, plain: ";'`,./", shift: ':@¬<>?' },
    { from: 0x64, plain: '\\', shift: '|' },
  ],
  de: [
    {
      from: 0x04,
      plain: 'abcdefghijklmnopqrstuvwxzy',
      shift: 'ABCDEFGHIJKLMNOPQRSTUVWXZY',
      altGr: '    €       µ   @         ',
    },
    { from: 0x1e, plain: '1234567890', shift: '!"§$%&/()=', altGr: ' ²³   {[]}' },
    // The accents of this layout wait for the next key; a scanner that sends one means the sign itself.
    { from: 0x2d, plain: 'ß´ü+', shift: '?`Ü*', altGr: '\\  ~' },
    { from: 0x31, plain: '##', shift: "''" },
    { from: 0x33, plain: 'öä^,.-', shift: 'ÖÄ°;:_' },
    { from: 0x64, plain: '<', shift: '>', altGr: '|' },
  ],
  fr: [
    {
      from: 0x04,
      plain: 'qbcdefghijkl,noparstuvzxyw',
      shift: 'QBCDEFGHIJKL?NOPARSTUVZXYW',
      altGr: '    €                     ',
    },
    { from: 0x1e, plain: '&é"\'(-è_çà', shift: '1234567890', altGr: ' ~#{[|`\\^@' },
    { from: 0x2d, plain: ')=^$', shift: '°+¨£', altGr: ']} ¤' },
    { from: 0x31, plain: '**', shift: 'µµ' },
    { from: 0x33, plain: 'mù²;:!', shift: 'M%²./§' },
    { from: 0x64, plain: '<', shift: '>' },
  ],
}

/** By usage, what the keys of a keyboard give; undefined for one that gives no character. */
export function keysOf(layout: Layout): readonly (Key | undefined)[] {
  const keys: (Key | undefined)[] = []
  const give = (blank: string | undefined) => (blank === undefined || blank === ' ' ? '' : blank)
  for (const { from, plain, shift, altGr = '' } of [...ROWS[layout], ...KEYPAD])
    for (let i = 0; i < plain.length; i++)
      keys[from + i] = { plain: give(plain[i]), shift: give(shift[i]), altGr: give(altGr[i]) }
  keys[0x2c] = { plain: ' ', shift: ' ', altGr: ' ' }
  return keys
}
