import { stringify } from 'yaml'
import { requestReference } from './asking.ts'
import { asyncApi } from './asyncapi.ts'
import type { Promised } from './compatibility.ts'
import { answerSchema, inquirySchemas, schemaOf, VERBS } from './inquiries.ts'
import { eventReference } from './reference.ts'
import { REQUESTS } from './requests.ts'
import { eventSchemas, type Schema } from './schemas.ts'
import { Status } from './status.ts'
import { CONTRACT_VERSION } from './version.ts'
import { Ack } from './wire.ts'

/** What was promised with one version of the contract. */
export interface Release extends Promised {
  readonly version: string
}

/** All that goes over the wire, by who says it. Of requests also who may make them. */
export function promised(): Promised {
  const requests = VERBS.map(verb => {
    const { about: description, roles } = REQUESTS[verb]
    return [`request ${verb}`, { description, roles: [...roles], anyOf: [...inquirySchemas(verb)] } as Schema] as const
  })
  return {
    told: { ...Object.fromEntries(eventSchemas()), answer: answerSchema(), status: schemaOf(Status) },
    asked: { ...Object.fromEntries(requests), ack: schemaOf(Ack) },
  }
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
  const release: Release = { version: CONTRACT_VERSION, ...promised() }
  return { name: `released/${CONTRACT_VERSION}.json`, text: json(release) }
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
