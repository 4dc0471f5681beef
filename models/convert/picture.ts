import type { Graph } from '../onnx/graph.ts'
import { FLOAT, UINT8 } from '../onnx/tensor.ts'

/** What a net was trained to see: `(x − mean) / deviation` of each channel, in the net's own order of channels. */
export interface Scale {
  readonly channels: 'rgb' | 'bgr'
  readonly mean: readonly [number, number, number]
  readonly deviation: readonly [number, number, number]
}

/**
 * Makes the input `image` one of bytes, RGB, as pictures lie in memory (batch × height × width × 3), and brings it to what the net
 * wants. Planes are made, and put in order, while they are still bytes: a quarter as much to move.
 */
export function bytesIn(graph: Graph, [batch, channels, height, width]: readonly number[], scale: Scale): string {
  if (channels !== 3) throw new Error(`a picture of ${channels} channels`)
  const image = graph.input('image', UINT8, [batch, height, width, channels])
  const planes = graph.add('Transpose', [image], { perm: [0, 3, 1, 2] })
  const ordered = scale.channels === 'rgb' ? planes : graph.add('Gather', [planes, graph.whole([2, 1, 0])], { axis: 1 })
  const floats = graph.add('Cast', [ordered], { to: FLOAT })
  const mean = graph.constant({ dims: [1, 3, 1, 1], data: Float32Array.from(scale.mean) })
  const factor = graph.constant({ dims: [1, 3, 1, 1], data: Float32Array.from(scale.deviation, each => 1 / each) })
  return graph.add('Mul', [graph.add('Sub', [floats, mean]), factor])
}
