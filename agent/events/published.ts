import { stringify } from 'yaml'
import { requestReference } from './asking.ts'
import { asyncApi } from './asyncapi.ts'
import { eventReference } from './reference.ts'
import { eventSchemas, type Schema } from './schemas.ts'
import { CONTRACT_VERSION } from './version.ts'

/** What was promised with one version of the contract. */
export interface Release {
  readonly version: string
  readonly events: Readonly<Record<string, Schema>>
}

/** The files of the folder `published` that are made from the contract, by name. */
export function published(): ReadonlyMap<string, string> {
  const schemas = [...eventSchemas()].map(([name, schema]) => [`schemas/${name}.json`, json(schema)] as const)
  return new Map([
    ['asyncapi.yaml', stringify(asyncApi(), { lineWidth: 0, aliasDuplicateObjects: false })],
    ['REFERENCE.md', eventReference()],
    ['REQUESTS.md', requestReference()],
    ...schemas,
  ])
}

export function releaseFile(): { readonly name: string; readonly text: string } {
  const release: Release = { version: CONTRACT_VERSION, events: Object.fromEntries(eventSchemas()) }
  return { name: `released/${CONTRACT_VERSION}.json`, text: json(release) }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
