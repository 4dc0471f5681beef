import { REQUESTS } from '../../events/requests.ts'
import { VERSION } from '../../health/version.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Here } from './here.ts'

/** Are you there? */
export function pinging({ outbox }: Here): Desk {
  return { ...REQUESTS.ping, serve: () => ({ version: VERSION, epoch: outbox.epoch }) }
}
