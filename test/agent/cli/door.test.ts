import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { configured } from '../../../agent/cli/camera/configured.ts'
import { socketOf } from '../../../agent/console/socket.ts'
import { loadConfig } from '../../../config/load.ts'
import { program } from '../../built.ts'
import { example, scratch } from '../../e2e/aisled.ts'
import { describeWith } from '../../needs.ts'

const at = scratch()
afterAll(at.remove)
/** Beyond root, whom nothing is closed to. */
const NOBODY = 65_534

describeWith(['root'], 'a door that this user may not open', () => {
  test('is told as such, with whom to ask as, and not as an agent that is not there', () => {
    chmodSync(at.folder, 0o755)
    mkdirSync(join(at.folder, 'data'), { mode: 0o700 })
    const file = at.write('locked.yaml', example({ outbox: { path: 'data/a.db' } }))
    for (const words of [
      ['top', '--once'],
      ['camera', 'list', '--seconds', '0'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, [program('cli/main.ts'), ...words, '--config', file], {
        ...{ uid: NOBODY, gid: NOBODY, encoding: 'utf8' },
      })
      expect([status, stderr], words.join(' ')).toEqual([1, expect.stringContaining('sudo -u aisle aislectl')])
      expect(stderr).not.toContain('No agent runs')
    }
  }, 60_000)
})

test('an agent that breaks off is not one that is not there: its cameras are not said to be unknown', async () => {
  const config = loadConfig(at.write('silent.yaml', example({ outbox: { path: 'silent.db' } })))
  const silent = createServer(socket => socket.destroy())
  await new Promise<void>(done => silent.listen(socketOf(config), done))
  await expect(configured(config, 'silent.yaml')).rejects.toMatchObject({ code: 'AGENT_SILENT' })
  await new Promise(done => silent.close(done))
  await expect(configured(config, 'silent.yaml')).resolves.toMatchObject({ running: false })
})
