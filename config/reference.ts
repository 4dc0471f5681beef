import { z } from 'zod'
import { Config } from './config.ts'

type Schema = z.core.JSONSchema.BaseSchema

/** The JSON Schema (2020-12) of the configuration file, for editors. */
export function configSchema(): Schema {
  const schema = z.toJSONSchema(Config, { io: 'input', reused: 'inline' }) as Schema
  return { ...schema, title: 'Aisle configuration' }
}

/** The reference page: every key with type, default and meaning, section by section. */
export function configReference(): string {
  const sections = Object.entries(configSchema().properties ?? {}).map(([name, schema]) =>
    section(name, schema as Schema),
  )
  return `${[
    '# Configuration reference',
    'Made from the schemas in this folder by `npm run generate`; do not edit.',
    'One YAML file. Relative paths count from its folder. Check it with `aislectl config check FILE`.',
    ...sections,
  ].join('\n\n')}\n`
}

/** The same section by section, for pages of another form: path, type, default and meaning of each key. */
export function configRows(): { name: string; description: string; rows: Row[] }[] {
  return Object.entries(configSchema().properties ?? {}).map(([name, value]) => {
    const schema = value as Schema
    const from = schema.type === 'array' ? `${name}[]` : name
    return { name, description: schema.description ?? '', rows: [...keys(from, schema)] }
  })
}

/** Path, type, default and meaning of a key. */
export type Row = readonly [path: string, kind: string, fallback: string, meaning: string]

function section(name: string, schema: Schema): string {
  return [`## ${name}`, schema.description ?? '', table(schema.type === 'array' ? `${name}[]` : name, schema)].join(
    '\n\n',
  )
}

/** A table of all that a schema describes: a row a key, with its path from `name` on. `need` heads the column of what is required. */
export function table(name: string, schema: Schema, need = 'default'): string {
  const rows = [...keys(name, schema)].map(row => `| ${row.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return [`| key | type | ${need} | meaning |`, '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** A row a key: path, type, default, meaning; the keys of sections and list items follow theirs. */
function* keys(path: string, schema: Schema): Iterable<Row> {
  const inner = schema.type === 'array' && isSection(schema.items as Schema) ? (schema.items as Schema) : schema
  for (const option of inner.oneOf ?? inner.anyOf ?? []) {
    const tag = Object.entries(option.properties ?? {}).find(([, value]) => (value as Schema).const !== undefined)
    if (!tag) {
      yield* form(path, option as Schema)
      continue
    }
    const [key, value] = tag
    yield [`${path}.${key}: ${(value as Schema).const}`, '', '', (option as Schema).description ?? '']
    yield* properties(path, option as Schema, key)
  }
  yield* properties(path, inner)
}

/** One form of a value whose forms no key tells apart, but their kind. */
function* form(path: string, schema: Schema): Iterable<Row> {
  const here = schema.type === 'array' ? `${path}[]` : path
  yield [`${here}: ${kind(schema)}`, '', '', schema.description ?? '']
  yield* keys(here, schema)
}

function* properties(path: string, schema: Schema, except?: string): Iterable<Row> {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const property = value as Schema
    if (key === except) continue
    const list = property.type === 'array' && isSection(property.items as Schema)
    const here = `${path}.${key}${list ? '[]' : ''}`
    const need = schema.required?.includes(key) && property.default === undefined
    yield [here, kind(property), need ? '(required)' : defaulted(property), property.description ?? '']
    if (list || isSection(property)) yield* keys(here, property)
  }
}

function isSection(schema: Schema | undefined): boolean {
  return !!schema && !!(schema.properties ?? schema.oneOf ?? schema.anyOf)
}

function kind(schema: Schema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ')
  if (schema.oneOf ?? schema.anyOf) return 'one of the forms below'
  if (schema.type === 'array') {
    const items = schema.prefixItems
      ? 'x, y'
      : isSection(schema.items as Schema)
        ? 'sections'
        : kind(schema.items as Schema)
    return schema.prefixItems ? items : `list of ${items === 'x, y' ? 'points' : items}`
  }
  if (schema.type === 'object') return 'section'
  if (schema.type === 'number' || schema.type === 'integer')
    return `${schema.type === 'integer' ? 'whole number' : 'number'}${range(schema)}`
  return schema.type === 'string' ? 'text' : String(schema.type ?? 'any')
}

function range(schema: Schema): string {
  const safe = (limit: unknown) => typeof limit === 'number' && Math.abs(limit) < Number.MAX_SAFE_INTEGER
  const parts = [
    safe(schema.minimum) ? `≥ ${schema.minimum}` : '',
    safe(schema.exclusiveMinimum) ? `> ${schema.exclusiveMinimum}` : '',
    safe(schema.maximum) ? `≤ ${schema.maximum}` : '',
  ].filter(part => part !== '')
  return parts.length > 0 ? ` ${parts.join(', ')}` : ''
}

function defaulted(schema: Schema): string {
  return schema.default === undefined || typeof schema.default === 'object' ? '' : `\`${schema.default}\``
}
