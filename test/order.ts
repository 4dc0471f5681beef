import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take half a minute or more, in the order in which they begin: before all others, so that none of them is left at the end
 * while the other workers have nothing to do any more. Those that mostly wait for a shop's seconds go beside those that compute.
 */
const FIRST = [
  'deploy/rabbitmq/cluster',
  'agent/cli/evaluate/seen',
  'e2e/recognise',
  'e2e/machines',
  'bench/accuracy',
  'e2e/lane',
  'agent/publish/mosquitto',
  'e2e/pets',
  'agent/console/page',
  'e2e/start',
  'e2e/enrol',
  'agent/console/tablet',
  'e2e/canary',
  'drivers/camera/rtsp',
  'bench/accuracy/trajectories',
  'e2e/privacy',
  'chaos/chaos',
  'e2e/kill',
  'e2e/clock',
  'agent/vision/overhead/reaching',
].map(name => join(import.meta.dirname, `${name}.test.ts`))

/**
 * Longest first, of the files of which we know it; the others by their size, as vitest has it. Those that share their process come last,
 * one after the other, or it would be started anew for each; they are short, so that all workers end at nearly the same time.
 */
export class Order extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = FIRST.filter(file => !existsSync(file))
    if (gone.length > 0) throw new Error(`test/order.ts names what is not there: ${gone.join(', ')}`)
    const others = await super.sort(files.filter(({ moduleId }) => !FIRST.includes(moduleId)))
    const sorted = [...FIRST.flatMap(first => files.filter(({ moduleId }) => moduleId === first)), ...others]
    return sorted.toSorted((a, b) => Number(a.project.name === 'shared') - Number(b.project.name === 'shared'))
  }
}
