import { createWriteStream } from 'node:fs'
import mqtt from 'mqtt'

/**
 * A subscriber in a process of its own: writes down every event, a line each, as it comes and as often. The broker keeps its session while
 * the connection is gone. Tells whoever started it how many came; asked anything, it ends when all is written.
 */
const [url, file] = process.argv.slice(2) as [string, string]
const lines = createWriteStream(file)
let count = 0
const client = mqtt.connect(url, {
  ...{ protocolVersion: 5, clientId: 'listener', clean: false, reconnectPeriod: 50 },
  properties: { sessionExpiryInterval: 3600 },
})
client.on('error', () => {})
client.on('message', (topic, payload) => {
  if (topic.endsWith('/status')) return
  count++
  lines.write(payload)
  lines.write('\n')
})
await client.subscribeAsync('aisle/#', { qos: 1 })
let told = -1
const tell = () => {
  if (count > told) process.send!((told = count))
}
tell()
const clock = setInterval(tell, 20)
process.once('message', async () => {
  clearInterval(clock)
  await client.endAsync(true)
  lines.end(() => process.disconnect())
})
