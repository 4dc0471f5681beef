import { availableParallelism, loadavg } from 'node:os'
import { doubtful, type Found, passed } from './hop.ts'

/** Where more than so many want each core, an agent that gets its fair share gets less than a third of one. */
const CROWD = 3

/** How many want the processor, by the kernel's count over the last minute (proc(5), loadavg). An agent that is starved may not answer itself. */
export function busy([load = 0]: readonly number[] = loadavg(), cores = availableParallelism()): Found {
  const said = `${load.toFixed(1)} on ${cores} core${cores === 1 ? '' : 's'}`
  if (load <= CROWD * cores) return passed(said)
  return doubtful(
    `${said}: this machine has more to do than it can`,
    'See what takes it: top -o %CPU; end what need not run here, or give the agent fewer cameras.',
  )
}
