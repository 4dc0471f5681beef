import { createSecureContext } from 'node:tls'
import type { IClientOptions } from 'mqtt'
import { access, type Remote } from '../../publish/access.ts'

/** Stands in a path for the name of a store. */
const STORE = '{store}'

/**
 * What shows the broker who a store is. Where all show the same, it is read and parsed once, which the broker does not see: it still shakes
 * hands in full with each of them, as no TLS session is ever resumed.
 * @throws Fault FILE_UNREADABLE
 */
export function identity(broker: Remote): (store: string) => IClientOptions {
  const { certFile, keyFile } = broker
  if (certFile?.includes(STORE) || keyFile?.includes(STORE))
    return store => {
      const own = { certFile: certFile?.replaceAll(STORE, store), keyFile: keyFile?.replaceAll(STORE, store) }
      const known = Object.fromEntries(Object.entries(own).filter(([, file]) => file !== undefined))
      return access({ ...broker, ...known })
    }
  const { ca, cert, key, ...shown } = access(broker)
  if (!/^(mqtts|wss):/.test(broker.url)) return () => ({ ...shown })
  const given = Object.fromEntries(Object.entries({ ca, cert, key }).filter(([, value]) => value !== undefined))
  const secureContext = createSecureContext(given)
  return () => ({ ...shown, secureContext }) as IClientOptions
}
