import { now } from '../../../drivers/clock.ts'
import { REQUESTS } from '../../events/requests.ts'
import {
  type Test,
  testBroker,
  testCertificates,
  testDisk,
  testSensors,
  testStore,
  testWeights,
} from '../../health/selftest.ts'
import type { Desk } from '../../publish/requests.ts'
import type { Here } from './here.ts'

/** Tests everything that a technician would look at. The way to the broker and back is that of an answer in between. */
export function testing({ config, store, pulse }: Here): Desk {
  return {
    ...REQUESTS.selftest,
    async serve(_, { atMs, say }) {
      const checks: Test[] = [
        testStore(store.db, atMs),
        testDisk(store.db, config.outbox.maxMegabytes),
        await testBroker(() => say({ state: 'testing' })),
        // By the clock that their pictures bear: that on the wall, by which a request is made, may have been set.
        ...testSensors(pulse.all(), config, now()),
        ...(await testWeights(config)),
        ...testCertificates(config.broker, atMs),
      ]
      return { passed: checks.every(({ passed }) => passed), checks }
    },
  }
}
