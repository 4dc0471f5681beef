import type { z } from 'zod'

/** How a schema marks a path: a file or a folder that must be there, or one of the agent's own, which it makes. */
export type PathKind = 'file' | 'folder' | 'own'

/** What is to stand in the place of a path. `at` is where in the configuration it stands. */
export type Change = (path: string, kind: PathKind, at: readonly PropertyKey[]) => string

/** The value, which the schema has let through, with every path in it changed. */
export function mapPaths(
  schema: z.core.$ZodType,
  value: unknown,
  change: Change,
  at: readonly PropertyKey[] = [],
): unknown {
  if (value === undefined) return value
  const def = (schema as z.ZodType).def as unknown as Record<string, unknown> & { type: string }
  const kind = (schema as z.ZodType).meta?.()?.path as PathKind | undefined
  if (kind) return change(value as string, kind, at)
  if ('innerType' in def) return mapPaths(def.innerType as z.ZodType, value, change, at)
  if (def.type === 'array')
    return (value as unknown[]).map((item, i) => mapPaths(def.element as z.ZodType, item, change, [...at, i]))
  if (def.type === 'object') {
    const shape = def.shape as Record<string, z.ZodType>
    return Object.fromEntries(
      Object.entries(value as object).map(([key, item]) => [
        key,
        shape[key] ? mapPaths(shape[key], item, change, [...at, key]) : item,
      ]),
    )
  }
  if (def.type === 'union') {
    const option = (def.options as z.ZodType[]).find(one => one.safeParse(value).success)
    return option ? mapPaths(option, value, change, at) : value
  }
  return value
}
