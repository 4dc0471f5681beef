import { writeFileSync } from 'node:fs'
import { configReference, configSchema } from './reference.ts'
import { ROOT } from './root.ts'

/** Writes what is made from the schemas. A test fails when the files in this folder are older than the schemas. */
writeFileSync(new URL('config/REFERENCE.md', ROOT), configReference())
writeFileSync(new URL('config/schema.json', ROOT), `${JSON.stringify(configSchema(), null, 2)}\n`)
