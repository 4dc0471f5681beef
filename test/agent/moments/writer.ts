import { FEATURES, features } from '../../../agent/moments/features.ts'
import { keep, recall } from '../../../agent/moments/keeper.ts'
import { SOMEBODY } from './situation.ts'

/** Learns from one outcome after the other and says the number of each once it is kept, until it is killed. */
const file = process.argv[2]!
const knowledge = recall(file, ['wall-shelf', 'till'], 0)
const x = features(SOMEBODY, new Float64Array(FEATURES.length))
const contact = { visit: 'v', touchpoint: 'till', atMs: 0, features: x, probability: 0.5, isLearned: true }
for (;;) {
  knowledge.learner.learn({ ...contact, outcome: 'helped' }, 0)
  keep(file, knowledge)
  process.stdout.write(`${knowledge.learner.outcomes}\n`)
}
