import { redacted } from '../../../config/redacted.ts'
import { digestOfFile } from '../../../config/staged.ts'
import { REQUESTS } from '../../events/requests.ts'
import type { Desk } from '../../publish/requests.ts'
import type { ConfigFile } from './file.ts'
import type { Here } from './here.ts'

/** The configuration in force, as others may read it. */
export function showing({ config }: Here, { path }: ConfigFile): Desk {
  return { ...REQUESTS['config.get'], serve: () => ({ digest: digestOfFile(path), configuration: redacted(config) }) }
}
