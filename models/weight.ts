/** One file as its publisher made it. `path` is where it lies inside the package; it is kept under its base name. */
export interface SourceFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Where a weight comes from. A package is pinned to its version and to the SHA-512 of its tarball (`integrity`, W3C SRI). */
export type Origin =
  | { readonly kind: 'npm'; readonly package: string; readonly version: string; readonly integrity: string }
  | { readonly kind: 'url'; readonly url: string }

/** The graph that ONNX Runtime loads, made from the source files. The same bytes come out on every machine. */
export interface Graph {
  readonly bytes: number
  readonly sha256: string
  /** Takes the source files in the order of {@link Weight.files}. Throws MODEL_UNCONVERTIBLE. */
  convert(files: readonly Uint8Array[]): Promise<Uint8Array>
}

/** Something that was learned elsewhere: what it is for, whose it is, how it is recognised, and how it wants to be asked. */
export interface Weight {
  readonly name: string
  readonly task: 'people' | 'faces' | 'embedding'
  /** SPDX identifier of the licence of the weights, which may differ from that of the package that carries them. */
  readonly licence: string
  readonly author: string
  readonly origin: Origin
  readonly files: readonly SourceFile[]
  /** Absent where the weight stays as it is for the second engine, TensorFlow.js. */
  readonly graph?: Graph
  /** Name, shape and layout of the input tensor. */
  readonly input: string
  /** From a picture to that tensor. */
  readonly before: string
  /** From the output tensors to what was found. */
  readonly after: string
}

export type Engine = 'onnx' | 'tfjs'

/** Which engine runs it. */
export function engineOf(weight: Weight): Engine {
  return weight.graph ? 'onnx' : 'tfjs'
}

/** The origin in a few words, for messages. */
export function originOf({ origin }: Weight): string {
  return origin.kind === 'npm' ? `${origin.package}@${origin.version}` : origin.url
}
