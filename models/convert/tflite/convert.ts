import { Graph } from '../../onnx/graph.ts'
import { type Conversion, enter, leave } from '../conversion.ts'
import { converted } from '../refusal.ts'
import { constant, type Value } from '../value.ts'
import { readModel } from './model.ts'
import { RULES } from './operators.ts'

/**
 * A TFLite file with float or float16 weights and one picture as its input, as an ONNX file. Its batch is what the source says.
 * @throws Fault MODEL_UNCONVERTIBLE for an operator without a rule, and for damaged bytes.
 */
export function tfliteToOnnx(bytes: Uint8Array, conversion: Conversion): Uint8Array<ArrayBuffer> {
  return converted(conversion.model, () => {
    const model = readModel(bytes)
    const graph = new Graph(conversion.model)
    const values = model.tensors.map(({ constant: weights }) => (weights ? constant(weights) : undefined))
    const at = (index: number): Value => {
      const value = values[index]
      if (value) return value
      throw new Error(`the tensor ${model.tensors[index]?.name ?? index} is used before it is made`)
    }

    if (model.inputs.length !== 1) throw new Error(`it has ${model.inputs.length} inputs`)
    values[model.inputs[0]] = enter(graph, model.tensors[model.inputs[0]]?.dims ?? [], conversion)

    for (const { code, inputs, outputs, options } of model.operators) {
      const rule = RULES.get(code)
      if (!rule || outputs.length !== 1) throw new Error(`there is no rule for the operator ${code}`)
      const [output] = outputs
      const made = rule(graph, inputs.filter(index => index !== -1).map(at), options)
      if (`${made.dims}` !== `${model.tensors[output]?.dims}`)
        throw new Error(`the tensor ${model.tensors[output]?.name ?? output} comes out as ${made.dims.join('×')}`)
      values[output] = made
    }
    const outputs = model.outputs.map(index => ({ ...at(index), name: model.tensors[index].name }))
    return leave(graph, outputs, conversion)
  })
}
