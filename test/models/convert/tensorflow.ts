import { createRequire } from 'node:module'
import { dirname } from 'node:path'

// The CommonJS builds, so that core, converter and backends meet in one copy of the engine.
const require = createRequire(import.meta.url)
export const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core')
const converter: typeof import('@tensorflow/tfjs-converter') = require('@tensorflow/tfjs-converter')

/** Chooses how TensorFlow.js computes: plain JavaScript for small nets, WebAssembly on one thread for large ones. */
export async function compute(backend: 'cpu' | 'wasm'): Promise<void> {
  if (backend === 'cpu') require('@tensorflow/tfjs-backend-cpu')
  else {
    const wasm: typeof import('@tensorflow/tfjs-backend-wasm') = require('@tensorflow/tfjs-backend-wasm')
    wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
    wasm.setThreadsCount(1)
  }
  await tf.setBackend(backend)
}

/** What a graph model says to one input, by the names of its outputs without `:0`. */
export async function answers(
  json: Uint8Array,
  weights: Uint8Array,
  input: Float32Array,
  dims: readonly number[],
): Promise<Record<string, Float32Array>> {
  const { modelTopology, signature, weightsManifest } = JSON.parse(new TextDecoder().decode(json))
  const model = await converter.loadGraphModel({
    load: async () => ({
      modelTopology,
      signature,
      weightSpecs: weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: new Uint8Array(weights).buffer,
    }),
  })
  const out = tf.tidy(() => {
    const said = model.predict(tf.tensor(input, [...dims]))
    const tensors = said instanceof tf.Tensor ? [said] : Array.isArray(said) ? said : Object.values(said)
    return tensors.map(tensor => tensor.dataSync() as Float32Array)
  })
  const names = said(
    model.outputs.map(({ name }) => name),
    signature,
  )
  model.dispose()
  return Object.fromEntries(names.map((name, i) => [name.replace(/:0$/, ''), out[i]]))
}

/** predict() gives a record by the signature's keys where there is more than one output. */
function said(outputs: string[], signature: { outputs?: Record<string, { name: string }> } | undefined): string[] {
  const keys = Object.values(signature?.outputs ?? {}).map(({ name }) => name)
  return keys.length > 0 ? keys : outputs
}
