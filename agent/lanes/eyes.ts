import type { Models } from '../../config/models.ts'
import { openVision, type Vision } from '../vision/vision.ts'

/** The vision that all cameras share, opened by the first picture, so that a missing model stops no other lane. */
export interface Eyes {
  /** @throws Fault MODEL_MISSING, MODEL_CORRUPT, ENGINE_FAILED; the next call tries anew */
  open(): Promise<Vision>
  close(): Promise<void>
}

export function eyes(models: Models): Eyes {
  let opening: Promise<Vision> | undefined
  return {
    open() {
      opening ??= openVision(models, ['people']).catch(thrown => {
        opening = undefined
        throw thrown
      })
      return opening
    },
    async close() {
      const vision = await opening?.catch(() => undefined)
      opening = undefined
      await vision?.close()
    },
  }
}
