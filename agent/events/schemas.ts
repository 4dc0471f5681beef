import { z } from 'zod'
import { Event, type EventName } from './contract.ts'

/** Which draft of JSON Schema. */
export type Draft = 'draft-2020-12' | 'draft-7'
export type Schema = z.core.JSONSchema.BaseSchema

/**
 * The JSON Schema of each event, the whole of it as it goes over the wire, in the order of the contract. It is what subscribers
 * may count on: objects are open in it, for a later version may say more.
 */
export function eventSchemas(target: Draft = 'draft-2020-12'): ReadonlyMap<EventName, Schema> {
  return new Map(
    Event.options.map(option => {
      const type = option.shape.type.value
      const schema = z.toJSONSchema(option, { target, reused: 'inline', override: plain }) as Schema
      const { description = '' } = option.shape.data
      return [nameOf(type), { ...schema, $id: `urn:${type.replaceAll('.', ':')}`, title: type, description }]
    }),
  )
}

/** `aisle.visit.started.v1` is `visit.started`. */
export function nameOf(type: Event['type']): EventName {
  return type.split('.').slice(1, -1).join('.') as EventName
}

/** As people would write it: without what the form of a time says already, without what JSON cannot hold, without what is never there. */
export function plain({ jsonSchema: schema }: { jsonSchema: Schema }): void {
  delete schema.additionalProperties
  if (schema.format === 'date-time') delete schema.pattern
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    if ((property as Schema).not !== undefined) delete schema.properties![name]
}
