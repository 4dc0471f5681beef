import { examineConfig, type Loaded, whereabouts } from '../../../config/load.ts'
import type { Ms } from '../../../config/units.ts'
import { type Checked, checked } from '../../health/check/checked.ts'
import { type Found, failed, passed, type Way, walk } from '../../health/doctor/hop.ts'

/** Whether a configuration can be understood, and all that is found in it where it can. */
export async function configuration(
  file: string,
  nowMs: Ms,
): Promise<{ readonly way: Way; readonly report?: Checked }> {
  let report: Checked | undefined
  const way = await walk('configuration', [
    {
      hop: 'configuration',
      next: 'Name the file that aisled is started with.',
      async run() {
        const loaded = examineConfig(file)
        report = await checked(loaded, file, nowMs)
        return understood(loaded, file)
      },
    },
  ])
  return report ? { way, report } : { way }
}

function understood(loaded: Loaded, file: string): Found {
  if ('config' in loaded) {
    const { cameras, depth, wifi, scanners } = loaded.config
    return passed(`${file}: ${cameras.length + depth.length + wifi.length + scanners.length} sensor(s)`)
  }
  const [first, ...more] = loaded.mistakes
  const others = more.length === 0 ? '' : `, and ${more.length} more`
  return failed(
    `${whereabouts(first)}: is ${first.value}, expected ${first.expected}${others}`,
    `aislectl config check ${file}`,
  )
}
