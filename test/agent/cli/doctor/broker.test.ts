import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { describeWith } from '../../../needs.ts'
import { freePort, Mosquitto } from '../../publish/mosquitto.ts'
import { pki } from '../../publish/pki.ts'
import { shop } from './shop.ts'

const at = shop()
afterAll(at.remove)

let broker: Mosquitto | undefined
afterEach(async () => {
  await broker?.end()
  broker = undefined
})
const begin = async (...settings: string[]) => (broker = await Mosquitto.start(settings))

describe('a broker that is not there', () => {
  test('fails at the connection, and nothing behind it is reached', async () => {
    const port = await freePort()
    const { failed, unreached, hop } = await at.examine(`broker: { kind: remote, url: "mqtt://127.0.0.1:${port}" }`)
    expect(failed).toEqual(['broker/connection'])
    expect(unreached('broker')).toEqual(['CONNECT', 'acknowledgement'])
    expect(hop('broker', 'connection')).toMatchObject({
      found: `nothing listens on 127.0.0.1 port ${port}`,
      next: expect.stringContaining('broker.url'),
    })
  })

  test('or at its name, where nobody knows that', async () => {
    const { failed, hop } = await at.examine('broker: { kind: remote, url: "mqtt://nobody.invalid" }')
    expect(failed).toEqual(['broker/name'])
    expect(hop('broker', 'name').next).toContain('resolver')
  })
})

test('without a section broker it is told to add one', async () => {
  const { failed } = await at.examine('')
  expect(failed).toEqual(['broker/configuration'])
})

describeWith(['mosquitto'], 'a broker in the clear', () => {
  const remote = (rest = '') => `broker: { kind: remote, url: "${broker!.url}"${rest} }`

  test('is reached, lets us in and acknowledges; what the agent is asked comes to it', async () => {
    await begin('allow_anonymous true')
    const { failed, hop } = await at.examine(
      `${remote()}\nrequests: { clients: [{ name: desk, roles: [technician] }] }`,
    )
    expect(failed).toEqual([])
    expect(hop('broker', 'CONNECT').found).toContain('MQTT 5')
    expect(hop('broker', 'acknowledgement').mark).toBe('passed')
    expect(hop('broker', 'requests').found).toMatch(/^there and back/)
  })

  test('that wants another password says so at CONNECT', async () => {
    const passwords = join(at.folder, 'passwords')
    at.put('passwords', '')
    execFileSync('mosquitto_passwd', ['-b', passwords, 'door', 'tulip-91'], { stdio: 'pipe' })
    await begin('allow_anonymous false', `password_file ${passwords}`)
    at.put('pw', 'orchid-17')
    const wrong = await at.examine(remote(', username: door, passwordFile: pw'))
    expect(wrong.failed).toEqual(['broker/CONNECT'])
    expect(wrong.hop('broker', 'CONNECT').next).toContain('broker.passwordFile')
    expect(JSON.stringify(wrong.ways)).not.toMatch(/tulip|orchid/)
    at.put('pw', 'tulip-91')
    expect((await at.examine(remote(', username: door, passwordFile: pw'))).failed).toEqual([])
  })

  test('whose rules do not let us write refuses the acknowledgement, and name what is to be let', async () => {
    const rules = join(at.folder, at.put('rules', 'topic read aisle/v1/acme/vienna/door/request/#\n'))
    await begin('allow_anonymous true', `acl_file ${rules}`)
    const { failed, hop } = await at.examine(remote())
    expect(failed).toEqual(['broker/acknowledgement'])
    expect(hop('broker', 'acknowledgement').next).toContain('aisle/v1/acme/vienna/door/#')
  })

  test('whose rules do not let us read what we are asked fails there', async () => {
    const rules = join(at.folder, at.put('rules', 'topic write aisle/v1/acme/vienna/door/answer/#\n'))
    await begin('allow_anonymous true', `acl_file ${rules}`)
    const { failed } = await at.examine(`${remote()}\nrequests: { clients: [{ name: desk, roles: [technician] }] }`)
    expect(failed).toEqual(['broker/requests'])
  })

  test('in the clear is told apart from one with TLS', async () => {
    await begin('allow_anonymous true')
    const { failed, hop } = await at.examine(`broker: { kind: remote, url: "mqtts://127.0.0.1:${broker!.port}" }`)
    expect(failed).toEqual(['broker/TLS'])
    expect(hop('broker', 'TLS').next).toContain('without TLS')
  })
})

describeWith(['mosquitto', 'openssl', 'faketime'], 'a broker with TLS', () => {
  const folder = join(at.folder, 'pki')
  const secure = (cert: string, key: string) => [
    ...['allow_anonymous true', `cafile ${join(folder, 'ca.pem')}`, `certfile ${cert}`, `keyfile ${key}`],
    ...['require_certificate true', 'use_identity_as_username true'],
  ]
  const remote = (host: string, papers: string) =>
    `broker: { kind: remote, url: "mqtts://${host}:${broker!.port}", ${papers} }`
  const ours = 'caFile: pki/ca.pem, certFile: pki/agent.pem, keyFile: pki/agent.key'

  test('whose authority we have passes; another authority, or another name, fails at TLS', async () => {
    const { broker: pair } = pki(folder)
    await begin(...secure(pair.cert, pair.key))
    const right = await at.examine(remote('127.0.0.1', ours))
    expect(right.failed).toEqual([])
    expect(right.hop('broker', 'TLS').found).toMatch(/^TLSv1\.\d, certificate good for \d{4} day/)
    pki(join(at.folder, 'other'))
    const other = await at.examine(remote('127.0.0.1', ours.replace('pki/ca.pem', 'other/ca.pem')))
    expect(other.failed).toEqual(['broker/TLS'])
    expect(other.hop('broker', 'TLS').next).toContain('caFile')
    const named = await at.examine(remote('localhost', ours))
    expect(named.failed).toEqual(['broker/TLS'])
    expect(named.hop('broker', 'TLS').found).toMatch(/is for IP Address:127\.0\.0\.1, not for localhost/)
    const none = await at.examine(remote('127.0.0.1', 'caFile: pki/ca.pem'))
    expect(none.failed).toEqual(['broker/CONNECT'])
    expect(none.hop('broker', 'CONNECT').next).toContain('broker.certFile')
  })

  test('whose certificate is over fails at TLS, with the day', async () => {
    pki(folder)
    const [csr, cert, key, ext] = ['old.csr', 'old.pem', 'old.key', 'old.ext'].map(name => join(folder, name))
    at.put('pki/old.ext', 'subjectAltName=IP:127.0.0.1')
    const openssl = (args: readonly string[]) =>
      execFileSync('faketime', ['-f', '-40d', 'openssl', ...args], { stdio: 'pipe' })
    const signed = ['-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca.key'), '-CAcreateserial']
    openssl([
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      key,
      '-out',
      csr,
      '-subj',
      '/CN=broker',
    ])
    openssl(['x509', '-req', '-in', csr, ...signed, '-days', '10', '-extfile', ext, '-out', cert])
    await begin(...secure(cert, key))
    const { failed, hop } = await at.examine(remote('127.0.0.1', ours))
    expect(failed).toEqual(['broker/TLS'])
    expect(hop('broker', 'TLS').found).toMatch(/^its certificate is over since \d{4}-\d\d-\d\d$/)
  })
})
