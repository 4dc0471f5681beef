import { existsSync, readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { force } from '../../../../agent/cli/config/force.ts'
import { run } from '../../../../agent/cli/run.ts'
import { standing } from '../../../../config/staged.ts'
import { aisled, example, freePort, scratch } from '../../../e2e/aisled.ts'
import { listen } from '../spoken.ts'

const spoken = listen()
const at = scratch()
afterAll(at.remove)
const quiet = { patienceMs: 60_000, everyMs: 100, progress: () => {} }

const text = (sections: object) => example({ outbox: { path: 'a.db' }, console: { port: 0 }, ...sections })

test('without an agent it is put in force on trial; what is wrong is not, and nothing is touched', async () => {
  const file = at.write('shop.yaml', text({ broker: { kind: 'embedded', port: 0 } }))
  const was = readFileSync(file, 'utf8')
  await expect(force(file, 'floor: 7', 'new.yaml', quiet)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  expect([readFileSync(file, 'utf8'), existsSync(`${file}.staged`)]).toEqual([was, false])
  expect(await force(file, was, 'new.yaml', quiet)).toMatchObject({ state: 'unchanged' })
  const next = text({ broker: { kind: 'embedded', port: 0 }, log: { level: 'warn' } })
  expect(await force(file, next, 'new.yaml', quiet)).toMatchObject({ state: 'waiting' })
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}.previous`, 'utf8')]).toEqual([next, was])
  expect(standing(file)).toBe('trial')
})

test('a running agent takes it and it holds, one that it cannot start with is taken back; doctor, selftest and top ask it', async () => {
  const broker = { kind: 'embedded', port: await freePort() }
  const file = at.write('live.yaml', text({ broker }))
  const agent = aisled(['--config', file])
  await agent.until(/"msg":"publishing"/)
  const good = text({ broker, log: { level: 'debug' } })
  expect(await force(file, good, 'good.yaml', quiet)).toMatchObject({ state: 'held' })
  await run(aislectl, ['doctor', '--config', file, '--json'])
  expect(JSON.parse(spoken.out)).toMatchObject({ ok: true, running: true })
  spoken.out = ''
  await run(aislectl, ['selftest', '--config', file])
  expect(spoken.out).toMatch(/^ok +broker +there and back/m)
  await run(aislectl, ['top', '--once', '--config', file])
  expect(spoken.out).toMatch(/SIMULATED[\s\S]*ceiling +depth/)
  // A folder cannot be a database: nothing that looks at the text knows that.
  const bad = text({ broker, outbox: { path: '.' } })
  expect(await force(file, bad, 'bad.yaml', quiet)).toMatchObject({
    state: 'returned',
    why: expect.stringContaining('database'),
  })
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}.refused`, 'utf8')]).toEqual([good, bad])
  await agent.stop()
  await run(aislectl, ['selftest', '--config', file])
  expect(spoken.err).toContain(`Start it with: aisled --config ${file}`)
}, 240_000)
