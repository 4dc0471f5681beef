import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { openAuthority } from '../../../agent/fleet/authority.ts'
import { revoke } from '../../../agent/fleet/revocations.ts'
import { X509Certificate } from '../../../agent/fleet/x509.ts'
import { describeWith } from '../../needs.ts'
import { Shipped, shipped } from './shipped.ts'

describeWith(['mosquitto', 'openssl'], 'the broker that reads which certificates are good no more', () => {
  let broker: Shipped
  afterEach(() => broker.end())

  test('lets whoever stands on the list of aislectl fleet withdraw in no more, and everybody else', async () => {
    broker = new Shipped('aisle.acl', ['door', 'west'])
    const { certFile } = broker.files('west')
    const { rawData } = new X509Certificate(readFileSync(certFile, 'utf8'))
    await revoke(broker.folder, await openAuthority(broker.folder), [new Uint8Array(rawData)], Date.now())
    const [, line] = /^# (crlfile .*)$/m.exec(readFileSync(shipped('mosquitto/aisle.conf'), 'utf8'))!
    await broker.start(line)
    await expect(broker.as('west')).rejects.toThrow(/revoked/i)
    await expect(broker.as('door')).resolves.toBeDefined()
  })
})
