import { begin, word } from './check.mjs'

/** Runs in the guest: each part in its turn, against the devices that the kernel plays. */
const PARTS = {
  colour: () => import('./colour.mjs'),
  depth: () => import('./depth.mjs'),
  radio: () => import('./radio.mjs'),
  scanner: () => import('./scanner.mjs'),
}
for (const name of word('parts').split(',')) {
  begin(name)
  const { part } = await PARTS[name]()
  await part()
}
process.exit(0)
