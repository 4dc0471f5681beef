import type { Models } from '../../config/models.ts'
import { Reader } from '../codes/reader/reader.ts'
import { openVision, type Vision } from '../vision/vision.ts'

/** The vision that all cameras share, and the reader of codes, each opened by the first picture, so that a missing model stops no other lane. */
export interface Eyes {
  readonly codes: Pick<Reader, 'read' | 'isClosed'>
  /** @throws Fault MODEL_MISSING, MODEL_CORRUPT, ENGINE_FAILED; the next call tries anew */
  open(): Promise<Vision>
  close(): Promise<void>
}

export function eyes(models: Models): Eyes {
  const codes = new Reader()
  let opening: Promise<Vision> | undefined
  return {
    codes,
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
      await Promise.all([vision?.close(), codes.close()])
    },
  }
}
