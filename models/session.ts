import { InferenceSession } from 'onnxruntime-node'
import { Fault, why } from '../config/fault.ts'

/**
 * Loads a graph, as {@link locate} found it, into ONNX Runtime: one thread inside an operator, which sleeps while it has nothing
 * to do. `run()` blocks the thread that calls it, so a session belongs in a worker.
 * @throws Fault ENGINE_FAILED where the graph cannot be loaded
 */
export async function openSession(model: string, graph: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(graph, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
  } catch (thrown) {
    throw new Fault('ENGINE_FAILED', { model, why: why(thrown) }, thrown)
  }
}
