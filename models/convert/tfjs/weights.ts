import { z } from 'zod'
import type { Tensor } from '../../onnx/tensor.ts'
import { count, fromHalves, settled } from '../dense.ts'

const Quantisation = z.object({
  dtype: z.enum(['uint8', 'uint16', 'float16']),
  scale: z.number().default(1),
  min: z.number().default(0),
})

const Weight = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.enum(['float32', 'int32', 'bool']),
  quantization: Quantisation.optional(),
})
type Weight = z.infer<typeof Weight>

/** `weightsManifest` of TensorFlow.js, in model.json or in a file of its own. */
export const Manifest = z.array(z.object({ weights: z.array(Weight) }))
export type Manifest = z.infer<typeof Manifest>

const WIDTH = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 }

/**
 * Weights by name, out of the shards of the manifest joined in its order.
 * @throws Error where the bytes are more or fewer than the manifest tells of.
 */
export function readWeights(manifest: Manifest, bytes: Uint8Array): Map<string, Tensor> {
  const weights = new Map<string, Tensor>()
  let at = 0
  for (const weight of manifest.flatMap(group => group.weights)) {
    const end = at + count(weight.shape) * WIDTH[weight.quantization?.dtype ?? weight.dtype]
    if (end > bytes.length) throw new Error(`the weights end at byte ${bytes.length}, in ${weight.name}`)
    weights.set(weight.name, {
      dims: weight.shape,
      data: elements(weight, new Uint8Array(bytes.subarray(at, end)).buffer),
    })
    at = end
  }
  if (at !== bytes.length) throw new Error(`there are ${bytes.length} bytes of weights, ${at} are told of`)
  return weights
}

function elements({ dtype, quantization }: Weight, raw: ArrayBuffer): Float32Array | Int32Array | Uint8Array {
  if (quantization?.dtype === 'float16') return settled(fromHalves(new Uint16Array(raw)))
  if (quantization) {
    const steps = quantization.dtype === 'uint8' ? new Uint8Array(raw) : new Uint16Array(raw)
    const { scale, min } = quantization
    const out = dtype === 'float32' ? new Float32Array(steps.length) : new Int32Array(steps.length)
    for (let i = 0; i < out.length; i++) out[i] = steps[i] * scale + min
    return out instanceof Float32Array ? settled(out) : out
  }
  if (dtype === 'float32') return settled(new Float32Array(raw))
  return dtype === 'int32' ? new Int32Array(raw) : new Uint8Array(raw)
}
