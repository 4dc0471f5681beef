import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { aislectl } from '../../../../agent/cli/aislectl.ts'
import { run } from '../../../../agent/cli/run.ts'
import { held, putInForce, stage } from '../../../../config/staged.ts'
import { example, scratch } from '../../../e2e/aisled.ts'
import { listen } from '../spoken.ts'

const spoken = listen()
const at = scratch()
afterAll(at.remove)

const text = (level: string) =>
  example({ outbox: { path: 'a.db' }, broker: { kind: 'embedded', port: 0 }, log: { level } })

test('a configuration that was broken by hand is compared, and rolled back, and kept as one that did not hold', async () => {
  const good = text('warn')
  const file = at.write('shop.yaml', good)
  putInForce(file, stage(file, text('debug')))
  held(file)
  const broken = 'floor: 7'
  at.write('shop.yaml', broken)

  await run(aislectl, ['config', 'diff', '--config', file, '--json'])
  expect(JSON.parse(spoken.out)).toMatchObject({
    other: `${file}.previous`,
    mistakes: expect.arrayContaining([expect.objectContaining({ path: 'floor' })]),
  })
  spoken.out = ''
  await run(aislectl, ['config', 'rollback', '--config', file, '--json'])
  expect(JSON.parse(spoken.out)).toMatchObject({ state: 'waiting', mended: true })
  expect([readFileSync(file, 'utf8'), readFileSync(`${file}.refused`, 'utf8')]).toEqual([good, broken])
  expect(process.exitCode).toBeUndefined()
})

test('where no other configuration was in force before, a rollback says that there is nothing to return to', async () => {
  const file = at.write('first.yaml', text('warn'))
  await run(aislectl, ['config', 'rollback', '--config', file])
  expect(spoken.err).toContain('There is nothing to return to')
  expect(spoken.err).not.toContain('permissions')
  expect(readFileSync(file, 'utf8')).toBe(text('warn'))
  expect(process.exitCode).toBe(1)
  process.exitCode = undefined
})
