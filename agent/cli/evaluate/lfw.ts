import { Fault } from '../../../config/fault.ts'

/** Two photographs, by their paths below the folder of all, and whether they are of one person. */
export interface Pair {
  readonly first: string
  readonly second: string
  readonly isSame: boolean
}

/**
 * Pairs as Labeled Faces in the Wild lists them (pairs.txt): `name number number` for two photographs of one person, `name number
 * name number` for two people, with tabs between; lines of two numbers say how many sets there are, and are passed over. Photograph
 * 7 of a name is name/name_0007.jpg.
 * @throws Fault FILE_MALFORMED
 */
export function readPairs(text: string, file: string): Pair[] {
  const pairs: Pair[] = []
  const wrong: { line: number; why: string }[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const fields = line.split('\t')
    if (line.trim() === '' || (fields.length <= 2 && fields.every(field => /^\d+$/.test(field)))) continue
    const [name, number, other, last] = fields
    const [first, second] = [
      photograph(name, number),
      fields.length === 3 ? photograph(name, other) : photograph(other, last),
    ]
    if (first && second && (fields.length === 3 || fields.length === 4))
      pairs.push({ first, second, isSame: fields.length === 3 })
    else
      wrong.push({
        line: i + 1,
        why: 'expected a name and two numbers, or twice a name and a number, with tabs between',
      })
  }
  if (pairs.length === 0 && wrong.length === 0) wrong.push({ line: 1, why: 'it lists no pair' })
  if (wrong.length > 0) throw new Fault('FILE_MALFORMED', { file, count: wrong.length, ...wrong[0] })
  return pairs
}

/** A path that stays below the folder, whatever the name says. */
function photograph(name: string | undefined, number: string | undefined): string | undefined {
  if (!name || !/^[^/\\:]+$/.test(name) || /^\.+$/.test(name) || !number || !/^\d{1,4}$/.test(number)) return undefined
  return `${name}/${name}_${number.padStart(4, '0')}.jpg`
}
