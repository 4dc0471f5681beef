import { readFileSync } from 'node:fs'
import { runs } from '../../agent/runs.ts'
import type { Config } from '../../config/config.ts'

/** An agent of the configuration that it is given, which the broker lets in and whose camera stays away: to be killed. */
await runs(process.argv[2]!, {
  signal: new AbortController().signal,
  load: path => readFileSync(path, 'utf8') as unknown as Config,
  warn() {},
  ended() {},
  async start({ onOnline }) {
    onOnline()
    process.stdout.write('on trial\n')
    setInterval(() => {}, 1000)
    const sensors = () => [{ id: 'west', kind: 'camera', state: 'awaited', delivered: 0 }]
    return { stopped: new Promise<never>(() => {}), sensors: sensors as never }
  },
})
