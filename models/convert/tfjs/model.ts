import { z } from 'zod'
import { Manifest } from './weights.ts'

/** Protobuf's JSON writes an int64 as text, and leaves out what is empty. */
const Whole = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
])

/** AttrValue of TensorFlow's attr_value.proto: the kinds that the rules read. */
const Attribute = z.object({
  s: z.string().optional(),
  i: Whole.optional(),
  f: z.number().optional(),
  b: z.boolean().optional(),
  list: z.object({ i: z.array(Whole).default([]), s: z.array(z.string()).default([]) }).optional(),
  shape: z.object({ dim: z.array(z.object({ size: Whole.default(0) })).default([]) }).optional(),
})

const Node = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), Attribute).default({}),
})
export type Node = z.infer<typeof Node>

const GraphModel = z.object({
  modelTopology: z.object({ node: z.array(Node).max(16_384) }),
  weightsManifest: Manifest,
  signature: z.object({ outputs: z.record(z.string(), z.object({ name: z.string() })) }).optional(),
})
export type GraphModel = z.infer<typeof GraphModel>

/** Reads the `model.json` of a TensorFlow.js graph model. @throws Error for anything else. */
export function readModel(json: Uint8Array): GraphModel {
  const read = GraphModel.safeParse(JSON.parse(new TextDecoder().decode(json)))
  if (read.success) return read.data
  throw new Error(z.prettifyError(read.error).split('\n', 2).join(' '), { cause: read.error })
}

/** The attributes of a node, by kind; an absent one is the kind's zero, as in protobuf. */
export class Attributes {
  readonly #of: Node['attr']

  constructor(node: Node) {
    this.#of = node.attr
  }

  whole(name: string, absent = 0): number {
    return this.#of[name]?.i ?? absent
  }

  float(name: string, absent: number): number {
    return this.#of[name]?.f ?? absent
  }

  flag(name: string): boolean {
    return this.#of[name]?.b ?? false
  }

  text(name: string): string {
    return base64(this.#of[name]?.s ?? '')
  }

  wholes(name: string): number[] {
    return this.#of[name]?.list?.i ?? []
  }

  texts(name: string): string[] {
    return (this.#of[name]?.list?.s ?? []).map(base64)
  }

  sizes(name: string): number[] {
    return (this.#of[name]?.shape?.dim ?? []).map(({ size }) => size)
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'base64').toString()
}
