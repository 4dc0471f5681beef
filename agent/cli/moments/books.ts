import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import { openDoor } from '../../console/door.ts'
import type { Decision } from '../../moments/advice.ts'
import { type Advised, Logged, type Part, type Told } from '../../moments/logged.ts'
import type { Word } from '../../moments/worth/heard.ts'
import { Outcomes } from '../../publish/outcomes.ts'
import { openReadOnly } from '../../store/readonly.ts'
import { isAbsent } from '../absent.ts'

/** Options that every command about moments has. */
export const momentsArgs = {
  config: {
    type: 'string',
    valueHint: 'FILE',
    required: true,
    description: 'The configuration that the agent runs with, or last ran with.',
  },
} as const

/** What was decided and said, wherever it is read from. */
export interface Books {
  looks(): Promise<Decision[]>
  words(): Promise<Word[]>
  advice(visit: string): Promise<Told[]>
  /** Visits whose number begins so. */
  alike(beginning: string): Promise<Advised[]>
}

/**
 * Does something with what was decided. A running agent holds its database alone and is asked; of one that does not run it is opened.
 * @throws Fault MOMENTS_NONE, STORE_LOCKED, STORE_UNWRITABLE, and what the door throws but AGENT_ABSENT
 */
export async function withBooks<T>(config: Config, file: string, work: (books: Books) => Promise<T>): Promise<T> {
  try {
    return await work(running(config, file))
  } catch (thrown) {
    if (!isAbsent(thrown)) throw thrown
  }
  const db = openReadOnly(config.outbox.path)
  try {
    const isKept = db?.prepare("SELECT 1 FROM pragma_table_info('advice') WHERE name = 'decided_by'").get()
    if (!db || !isKept)
      throw new Fault('MOMENTS_NONE', {
        why: `no agent has run yet with ${config.outbox.path}, or none of this version`,
      })
    const [logged, outcomes] = [new Logged(db), new Outcomes(db)]
    return await work({
      looks: () => all(async after => logged.looks(after)),
      words: () => all(async after => outcomes.after(after)),
      advice: async visit => logged.advice(visit),
      alike: async beginning => logged.alike(beginning),
    })
  } finally {
    db?.close()
  }
}

function running(config: Config, file: string): Books {
  const door = openDoor(config, file)
  return {
    looks: () => all(async after => (await door.get(`/moments/looks/${after}`)) as Part<Decision>),
    words: () => all(async after => (await door.get(`/moments/outcomes/${after}`)) as Part<Word>),
    advice: async visit => (await door.get(`/moments/advice/${visit}`)) as Told[],
    alike: async beginning => (await door.get(`/moments/visits/${beginning}`)) as Advised[],
  }
}

async function all<T>(read: (after: number) => Promise<Part<T>>): Promise<T[]> {
  const rows: T[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const part: Part<T> = await read(after)
    rows.push(...part.rows)
    after = part.next
  }
  return rows
}
