import mqtt, { type MqttClient } from 'mqtt'

/** Whoever speaks to a broker of MQTT 3.1.1, in which what is forbidden is no error: the connection ends, or a subscription is not granted. */
export interface Person {
  /** Topics and payloads, in the order in which they came. */
  readonly heard: readonly string[]
  say(topic: string, payload: string): Promise<'taken' | 'refused'>
  listen(topic: string): Promise<'granted' | 'refused'>
  leave(): Promise<void>
}

export interface Shown {
  readonly ca: Buffer[]
  readonly cert?: Buffer
  readonly key?: Buffer
}

/** Somebody under the client id of an agent, who shows a certificate, or none. Rejects where nobody is let in. */
export async function person(port: number, name: string, shown: Shown): Promise<Person> {
  const { ca, cert, key } = shown
  const client = await mqtt.connectAsync(
    `mqtts://127.0.0.1:${port}`,
    {
      ca,
      ...(cert && key ? { cert, key } : {}),
      clientId: `aisle_${name.replaceAll('/', '_')}`,
      protocolVersion: 4,
      reconnectPeriod: 0,
    },
    false,
  )
  const heard: string[] = []
  client.on('error', () => {}).on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
  const gone = new Promise<'refused'>(resolve => client.once('close', () => resolve('refused')))
  return {
    heard,
    say: (topic, payload) => Promise.race([said(client, topic, payload), gone]),
    listen: topic => Promise.race([granted(client, topic), gone]),
    leave: () => client.endAsync(true),
  }
}

const said = (client: MqttClient, topic: string, payload: string) =>
  client.publishAsync(topic, payload, { qos: 1 }).then(
    () => 'taken' as const,
    () => 'refused' as const,
  )

const granted = (client: MqttClient, topic: string) =>
  client.subscribeAsync(topic, { qos: 1 }).then(
    ([grant]) => (grant && grant.qos < 128 ? ('granted' as const) : ('refused' as const)),
    () => 'refused' as const,
  )
