import { dirname, resolve } from 'node:path'
import type { Config } from '../../../config/config.ts'
import { type Mistake, parseConfig } from '../../../config/load.ts'
import { stage } from '../../../config/staged.ts'
import type { Ms } from '../../../config/units.ts'
import { REQUESTS } from '../../events/requests.ts'
import { type Checked, checked } from '../../health/check/checked.ts'
import type { Desk } from '../../publish/requests.ts'
import type { ConfigFile } from './file.ts'
import type { Here } from './here.ts'

/** Of more mistakes nobody reads. */
const MOST = 50

/** A configuration is checked, as by `aislectl config check`, and where nothing is wrong in it laid beside the one in force. */
export function staging({ config }: Pick<Here, 'config'>, { path }: ConfigFile): Desk {
  return {
    ...REQUESTS['config.stage'],
    async serve({ yaml }, { atMs }) {
      const found = await examined(yaml, path, config, atMs)
      const { ok, mistakes, calibration, hints } = found
      const told = { calibration, hints: [...hints, ...(found.config ? moves(found.config, config) : [])] }
      if (!ok) return { staged: false, count: mistakes.length, mistakes: mistakes.slice(0, MOST), ...told }
      return { staged: true, digest: stage(path, yaml), ...told }
    },
  }
}

/** What is wrong in the text of a configuration that is to be put in force in a file, instead of another. */
async function examined(yaml: string, path: string, was: Config, atMs: Ms): Promise<Checked> {
  const found = await checked(parseConfig(yaml, dirname(resolve(path))), path, atMs)
  const deaf = found.config ? deafness(found.config, was) : []
  return deaf.length === 0 ? found : { ...found, ok: false, mistakes: [...found.mistakes, ...deaf] }
}

/** What may well not hold, and would then leave the shop without an agent until the former configuration is in force again. */
function moves({ store, outbox }: Config, was: Config): string[] {
  const names = (['tenant', 'store', 'agent'] as const).filter(key => store[key] !== was.store[key])
  const isRenamed = names.length > 0
  const isMoved = outbox.path !== was.outbox.path
  const risk =
    'Where it cannot, nobody sees to the shop for up to a minute, until the former configuration is in force again.'
  const renamed = `${names.map(name => `store.${name}`).join(' and ')}: another name, and other topics. The broker must let the agent in under it and let it write there. ${risk}`
  const same =
    'outbox.path: the database is of the agent of the former name, and one of another name does not start with it. Name another file.'
  const moved = `outbox.path: another database, so a new epoch; what waits in the former one is sent only when that is in force again. The agent must be able to write there. ${risk}`
  return [...(isRenamed ? [renamed] : []), ...(isRenamed && !isMoved ? [same] : []), ...(isMoved ? [moved] : [])]
}

/** Why nobody could ask for another configuration when this one is in force: it would hold, and only somebody in the shop could replace it. */
function deafness({ broker, requests }: Config, was: Config): Mistake[] {
  const deaf: Mistake[] = []
  if (!broker) deaf.push({ path: 'broker', value: 'missing', expected: 'a section with keys' })
  if (broker?.kind === 'embedded' && was.broker?.kind !== 'embedded')
    deaf.push({ path: 'broker.kind', value: 'embedded', expected: 'remote: it was asked for over such a broker' })
  if (!requests.clients.some(({ roles }) => roles.includes('owner')))
    deaf.push({ path: 'requests.clients', value: 'nobody', expected: 'somebody with the role owner' })
  return deaf
}
