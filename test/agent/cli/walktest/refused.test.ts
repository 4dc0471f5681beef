import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from 'citty'
import { expect, test } from 'vitest'
import { walktest } from '../../../../agent/cli/walktest.ts'
import { baselineFile } from '../../../../agent/health/baseline.ts'
import { opened, shop } from '../../console/shop.ts'

test('an agent that refuses to tell of walks overwrites none', async () => {
  const { config, folder, remove } = shop()
  const { close } = await opened(config)
  try {
    const file = join(folder, 'shop.yaml')
    writeFileSync(file, JSON.stringify({ ...config, console: undefined }))
    writeFileSync(baselineFile(config.outbox.path), 'of a good day')
    await expect(runCommand(walktest, { rawArgs: ['--config', file, '--line', 'door'] })).rejects.toMatchObject({
      ...{ code: 'DOOR_REFUSED', message: expect.stringContaining('/walk') },
    })
    expect(readFileSync(baselineFile(config.outbox.path), 'utf8')).toBe('of a good day')
  } finally {
    await close()
    remove()
  }
})
