import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checked } from '../../../../agent/health/check/checked.ts'
import { access } from '../../../../agent/publish/access.ts'
import { parseConfig } from '../../../../config/load.ts'
import { describeWith } from '../../../needs.ts'
import { pki } from '../../publish/pki.ts'

const folder = mkdtempSync(join(tmpdir(), 'aisle-paired-'))
afterAll(() => rmSync(folder, { recursive: true }))

describeWith(['openssl'], 'with certificates', () => {
  test('a key of another certificate is told by the check and by who reads it, with both names', async () => {
    const { ca, agent, broker } = pki(folder)
    const ofConfig = async (cert: string, key: string) => {
      const yaml = `store: { tenant: a, store: b, agent: c }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
broker: { kind: remote, url: "mqtts://h", caFile: ${ca}, certFile: ${cert}, keyFile: ${key} }
`
      const { mistakes } = await checked(parseConfig(yaml, folder), 'shop.yaml', Date.now())
      return mistakes.map(({ path, value, expected }) => `${path} ${value} ${expected}`)
    }
    const read = (certFile: string, keyFile: string) => () => access({ url: 'mqtts://h', certFile, keyFile })
    expect(await ofConfig(agent.cert, agent.key)).toEqual([])
    expect(read(agent.cert, agent.key)).not.toThrow()
    for (const [cert, key, why] of [
      [agent.cert, broker.key, 'belongs to another'],
      [agent.key, agent.key, 'no certificate'],
      [agent.cert, broker.cert, 'no private key'],
    ] as const) {
      const [said, ...more] = await ofConfig(cert, key)
      expect(more).toEqual([])
      expect(said).toContain(`broker.keyFile ${key}`)
      expect(said).toContain(cert)
      expect(said).toContain(why)
      const message = expect.stringContaining(`The certificate ${cert} and the key ${key} cannot be used together: `)
      expect(read(cert, key)).toThrow(expect.objectContaining({ code: 'PAIR_UNFIT', message }))
      expect(read(cert, key)).toThrow(why)
    }
    const { mistakes } = await checked(
      parseConfig(
        `store: { tenant: a, store: b, agent: c }
floor: { outline: [[0, 0], [8, 0], [8, 5]] }
console: { certFile: ${agent.cert}, keyFile: ${broker.key} }`,
        folder,
      ),
      'shop.yaml',
      Date.now(),
    )
    expect(mistakes).toMatchObject([{ path: 'console.keyFile', value: broker.key }])
    // A file that is not there is told once, as missing.
    expect(await ofConfig(agent.cert, join(folder, 'none'))).toEqual([
      `broker.keyFile ${join(folder, 'none')} a file that can be read`,
    ])
  })
})
