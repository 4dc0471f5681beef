import { begin, check, word } from './check.mjs'

/** Runs in the guest: each part in its turn, against the devices that the kernel plays. */
const PARTS = {
  colour: () => import('./colour.mjs'),
  depth: () => import('./depth.mjs'),
  radio: () => import('./radio.mjs'),
  scanner: () => import('./scanner.mjs'),
}
// What a check leaves behind that took too long, is no end of the others.
process.on('unhandledRejection', thrown => console.error(thrown))
for (const name of word('parts').split(',')) {
  begin(name)
  const { part } = await PARTS[name]()
  // What fails between the checks ends the part, and not those behind it.
  await part().catch(thrown => check('it can be set up', () => Promise.reject(thrown)))
}
process.exit(0)
