import type { Line } from './line.ts'

/** What was asked for. */
export interface Asked {
  /** What stands in the path where the route has a name in braces. */
  readonly name: string
  /** The JSON that came with it, if any. */
  readonly body: unknown
  /** Aborts when whoever asked is gone, or the agent stops. */
  readonly signal: AbortSignal
}

/**
 * What is answered: JSON, bytes, or a line that is told things until whoever reads it is gone; `open` may answer how to stop. A Fault
 * that a route throws is answered in its words.
 */
export type Answer =
  | { readonly json: unknown }
  | { readonly bytes: Buffer | string; readonly type: string }
  | { readonly open: (line: Line) => (() => void) | undefined }

export type Route = (asked: Asked) => Answer | Promise<Answer>

/** By method and path, such as `GET /state` or `POST /snapshot/{camera}`: one name in braces stands for one part of a path. */
export type Routes = Readonly<Record<string, Route>>

/** Which route is meant, and what stands where it has a name. */
export function find(
  routes: Routes,
  method: string,
  path: string,
): { readonly route: Route; readonly name: string } | undefined {
  const whole = own(routes, `${method} ${path}`)
  if (whole) return { route: whole, name: '' }
  const cut = path.lastIndexOf('/')
  const name = path.slice(cut + 1)
  if (!/^[a-z0-9-]{1,63}$/.test(name)) return undefined
  for (const [key, route] of Object.entries(routes)) {
    const [head] = key.split('{', 1)
    if (key.includes('{') && head === `${method} ${path.slice(0, cut + 1)}`) return { route, name }
  }
  return undefined
}

function own(routes: Routes, key: string): Route | undefined {
  return Object.hasOwn(routes, key) && !key.includes('{') ? routes[key] : undefined
}
