import { expect, test } from 'vitest'
import { TYPES } from '../../../agent/identity/claims.ts'
import { settleLevel } from '../../../agent/identity/level.ts'
import { LEVELS, type Level } from '../../../config/jurisdictions.ts'
import { Privacy } from '../../../config/privacy.ts'
import { AUDIENCE, NOW, type Signer, sign, signer } from './issuer.ts'
import { ledgerOf } from './shop.ts'

const owner = signer('owner')
const seconds = Math.floor(NOW / 1000)
let made = 0
const token = (level: Level, more: object = {}, by: Signer = owner) => {
  const claims = {
    iss: 'owner',
    aud: AUDIENCE,
    jti: `level-${String(++made).padStart(5, '0')}`,
    iat: seconds - 5,
    exp: seconds + 3600,
  }
  return sign({ ...claims, level, ...more }, { typ: TYPES.level }, by)
}
const open = () => {
  const ledger = ledgerOf()
  const ask = (level: Level, raiseToken?: string, more: object = {}) =>
    settleLevel(
      Privacy.parse({ level, jurisdiction: 'eu', ownerKey: owner.x, ...(raiseToken && { raiseToken }), ...more }),
      ledger,
      AUDIENCE,
      NOW,
    )
  return { ledger, ask }
}

test('up to devices nobody is asked; members needs the owner', async () => {
  const { ask } = open()
  expect(await ask('devices')).toEqual({ level: 'devices' })
  expect(await ask('members')).toEqual({ level: 'devices', refused: 'no-token' })
  expect(await ask('members', await token('members'))).toEqual({ level: 'members' })
  expect(await ask('members')).toEqual({ level: 'members' })
})

test('anybody may lower it, and then only the owner raises it again, with a new token', async () => {
  const { ask, ledger } = open()
  const first = await token('members')
  await ask('members', first)
  expect(await ask('counts', first)).toEqual({ level: 'counts' })
  for (const level of ['paths', 'devices', 'members'] as const)
    expect(await ask(level, first)).toEqual({ level: 'counts', refused: 'replayed' })
  expect(await ask('members', await token('paths'))).toEqual({ level: 'paths', refused: 'no-token' })
  expect(await ask('members', await token('members'))).toEqual({ level: 'members' })
  expect(ledger.audit.after(0, 9).map(({ entry }) => entry.kind === 'level' && entry.level)).toEqual([
    'members',
    'counts',
    'paths',
    'members',
  ])
})

test('the law of the place caps it, whatever the owner signed', async () => {
  const { ask } = open()
  expect(await ask('members', await token('members'), { jurisdiction: undefined })).toEqual({ level: 'devices' })
})

test.each<[string, string, () => Promise<string>]>([
  ['another key', 'bad-signature', () => token('members', {}, signer('owner'))],
  ['another shop', 'wrong-audience', () => token('members', { aud: '/acme/graz' })],
  ['an issuer of consents', 'wrong-issuer', () => token('members', { iss: 'crm' })],
  ['a time that is over', 'expired', () => token('members', { exp: seconds })],
  ['a level that there is not', 'malformed', () => token('everything' as Level)],
])('a token of %s raises nothing', async (_, refused, make) => {
  expect(await open().ask('members', await make())).toEqual({ level: 'devices', refused })
})

test('another key in the configuration does not become the owner', async () => {
  const { ask } = open()
  await ask('members', await token('members'))
  await ask('paths')
  const thief = signer('owner')
  expect(await ask('members', await token('members', {}, thief), { ownerKey: thief.x })).toEqual({
    level: 'paths',
    refused: 'other-owner',
  })
})

test('whatever is asked in whatever order, the level never rises without a fresh token', async () => {
  const { ask } = open()
  let level: Level = 'devices'
  for (let i = 0; i < 60; i++) {
    const wanted = LEVELS[(i * 7 + (i >> 2)) % 4]!
    const hasToken = i % 5 === 0
    const { level: now } = await ask(wanted, hasToken ? await token('members') : undefined)
    const rises = LEVELS.indexOf(now) > LEVELS.indexOf(level)
    if (rises) expect(hasToken).toBe(true)
    expect(LEVELS.indexOf(now)).toBeLessThanOrEqual(LEVELS.indexOf(wanted))
    level = now
  }
})
