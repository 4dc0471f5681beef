import { Fault, why } from '../../config/fault.ts'

/** Whatever an engine throws, as the one fault that a lane knows. */
export async function guarded<T>(model: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    throw new Fault('ENGINE_FAILED', { model, why: why(thrown) }, thrown)
  }
}
