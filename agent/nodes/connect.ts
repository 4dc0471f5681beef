import mqtt, { type MqttClient } from 'mqtt'
import { access, type Remote } from '../publish/access.ts'

const RECONNECT_MS = 1000

/**
 * A machine's connection to the broker for what it tells the other machines of the store, beside that of its events. It comes
 * back by itself; that the broker is away is told by the publisher, which has the same one. @throws Fault FILE_UNREADABLE
 */
export function connect(broker: Remote, source: string): MqttClient {
  const client = mqtt.connect(broker.url, {
    ...access(broker),
    protocolVersion: broker.protocol === '5' ? 5 : 4,
    clientId: `aisle${source.replaceAll('/', '-')}-node`,
    clean: true,
    reconnectPeriod: RECONNECT_MS,
  })
  client.on('error', () => {})
  return client
}
