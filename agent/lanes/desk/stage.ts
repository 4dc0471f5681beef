import { dirname, resolve } from 'node:path'
import { type Mistake, parseConfig } from '../../../config/load.ts'
import { stage } from '../../../config/staged.ts'
import { REQUESTS } from '../../events/requests.ts'
import { type Checked, checked } from '../../health/check/checked.ts'
import type { Desk } from '../../publish/requests.ts'
import type { ConfigFile } from './file.ts'

/** Of more mistakes nobody reads. */
const MOST = 50

/** A configuration is checked, as by `aislectl config check`, and where nothing is wrong in it laid beside the one in force. */
export function staging({ path }: ConfigFile): Desk {
  return {
    ...REQUESTS['config.stage'],
    async serve({ yaml }, { atMs }) {
      const found = await examined(yaml, path, atMs)
      const { ok, mistakes, calibration, hints } = found
      const told = { calibration, hints }
      if (!ok) return { staged: false, count: mistakes.length, mistakes: mistakes.slice(0, MOST), ...told }
      return { staged: true, digest: stage(path, yaml), ...told }
    },
  }
}

/** What is wrong in the text of a configuration that is to be put in force in a file. */
export async function examined(yaml: string, path: string, atMs: number): Promise<Checked> {
  const found = await checked(parseConfig(yaml, dirname(resolve(path))), path, atMs)
  const { config } = found
  if (!config || config.broker) return found
  return { ...found, ok: false, mistakes: [...found.mistakes, DEAF] }
}

/** An agent without a broker does not start, and could not be asked for another configuration. */
const DEAF: Mistake = { path: 'broker', value: 'missing', expected: 'a section with keys' }
