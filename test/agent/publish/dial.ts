import mqtt from 'mqtt'
import { Beside } from '../../../agent/publish/beside.ts'

/** A connection that carries nothing else, and comes back by itself. */
export function dial(url: string): { readonly beside: Beside; hangUp(): Promise<void> } {
  const beside = new Beside()
  const client = mqtt.connect(url, { protocolVersion: 4, reconnectPeriod: 200 })
  client.on('error', () => {})
  client.on('connect', () =>
    beside.open({ client, most: Number.POSITIVE_INFINITY, room: () => Number.POSITIVE_INFINITY, freed: () => {} }),
  )
  client.on('message', (_, __, packet) => beside.heard(packet))
  client.on('close', () => beside.close())
  return {
    beside,
    hangUp: async () => void (await client.endAsync(true)),
  }
}
