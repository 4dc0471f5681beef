import { NUMBERS } from './template.ts'

/**
 * The weighted mean of several looks at one face, of length one: what is by chance in one of them is not in the others. Undefined
 * where none counts. Of members it makes a template, of a visitor the query.
 */
export function mean(looks: readonly Float32Array[], weights: readonly number[]): Float32Array | undefined {
  const out = new Float32Array(NUMBERS)
  for (const [k, look] of looks.entries()) for (let i = 0; i < NUMBERS; i++) out[i] += weights[k] * look[i]
  let square = 0
  for (const value of out) square += value * value
  if (!(square > 0)) return undefined
  const length = Math.sqrt(square)
  for (let i = 0; i < NUMBERS; i++) out[i] /= length
  return out
}
