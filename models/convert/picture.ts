import type { Graph } from '../onnx/graph.ts'
import { FLOAT, UINT8 } from '../onnx/tensor.ts'

/** What a net was trained to see: `(x − mean) / deviation` of each channel, in the net's own order of channels. */
export interface Scale {
  readonly channels: 'rgb' | 'bgr'
  readonly mean: readonly [number, number, number]
  readonly deviation: readonly [number, number, number]
}

/**
 * Makes the input `image` one of bytes, RGB, as pictures lie in memory (batch × height × width × 3), and brings it to what the
 * net wants. One convolution of 1 × 1 both scales the channels and puts them in order. Transposing bytes before they become
 * floats moves a quarter as much.
 */
export function bytesIn(graph: Graph, [batch, channels, height, width]: readonly number[], scale: Scale): string {
  if (channels !== 3) throw new Error(`a picture of ${channels} channels`)
  const image = graph.input('image', UINT8, [batch, height, width, channels])
  const planes = graph.add('Transpose', [image], { perm: [0, 3, 1, 2] })
  const floats = graph.add('Cast', [planes], { to: FLOAT })
  const mix = new Float32Array(9)
  for (let i = 0; i < 3; i++) mix[3 * i + (scale.channels === 'rgb' ? i : 2 - i)] = 1 / scale.deviation[i]
  const weights = graph.constant({ dims: [3, 3, 1, 1], data: mix })
  const offsets = Float32Array.from(scale.mean, (mean, i) => -mean / scale.deviation[i])
  return graph.add('Conv', [floats, weights, graph.constant({ dims: [3], data: offsets })])
}
