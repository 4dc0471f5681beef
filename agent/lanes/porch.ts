import { Fault } from '../../config/fault.ts'
import { redactLogin } from '../../config/redact.ts'
import { digestOfFile } from '../../config/staged.ts'
import { now } from '../../drivers/clock.ts'
import { type ConsoleOptions, openConsole } from '../console/console.ts'
import type { Listening } from '../console/listen.ts'
import { momentRoutes } from '../console/moments.ts'
import type { Routes } from '../console/route.ts'
import type { State } from '../console/state.ts'
import { answerTopic } from '../events/wire.ts'
import type { Beside } from '../publish/beside.ts'
import type { Desk } from '../publish/requests.ts'
import { applying } from './desk/apply.ts'
import type { ConfigFile } from './desk/file.ts'
import type { Here } from './desk/here.ts'
import { testing } from './desk/selftest.ts'
import type { StaffFeed } from './feed.ts'
import { LAG_MS, type Part } from './part.ts'
import { openTablet } from './tablet.ts'

/** As whose the topic is on which a test goes to the broker and back. */
const ASKER = 'console'

export interface Porch extends Omit<ConsoleOptions, 'lagMs' | 'now' | 'configuration' | 'local'>, Pick<Here, 'store'> {
  readonly pulse: Here['pulse']
  readonly outbox: Here['outbox']
  /** `/{tenant}/{store}/{agent}` */
  readonly source: string
  readonly beside?: Beside
  readonly configFile?: ConfigFile
  readonly part?: Part
  /** Of the moments that are open, and who hears what became of them. */
  readonly staff: StaffFeed
  readonly outcome: Desk
  /** What more only those are answered who may open the local socket. */
  readonly local?: Routes
}

/** Opens the local door and the console of the agent that the lanes make up. */
export function openPorch(porch: Porch): Promise<Listening> {
  const { configFile, part, staff } = porch
  const loaded = configFile && digestNow(configFile)
  return openConsole({
    ...porch,
    lagMs: part?.lagMs ?? LAG_MS,
    now,
    shared: { ...porch.shared, ...momentRoutes(staff.shown(openTablet(porch))) },
    ...(configFile && { configuration: () => configurationOf(configFile, loaded) }),
    local: {
      'POST /selftest': () => selftest(porch),
      ...(configFile && { 'POST /config/apply': ({ body }) => apply(configFile, body) }),
      ...porch.local,
    },
  })
}

async function selftest({ beside, source, ...here }: Porch) {
  const topic = answerTopic(source, ASKER, 'selftest')
  const say = async (body: object) =>
    (await beside?.say({ topic, body: JSON.stringify({ ...body, final: false }) })) ?? false
  const desk = testing(here)
  return { json: await desk.serve({}, { asker: ASKER, atMs: Date.now(), say }) }
}

/** @throws Fault ARGUMENT_INVALID, CONFIG_NOT_STAGED, CONFIG_UNREADABLE, FILE_UNWRITABLE */
async function apply(file: ConfigFile, body: unknown) {
  const digest = (body as { digest?: unknown } | null | undefined)?.digest
  if (typeof digest !== 'string')
    throw new Fault('ARGUMENT_INVALID', {
      argument: 'digest',
      value: 'missing',
      expected: 'the one of what was staged',
    })
  return { json: await applying(file).serve({ digest }, { asker: ASKER, atMs: Date.now(), say: async () => false }) }
}

/** `digest` is of what the agent was started with: what was written into the file since is not in force. */
function configurationOf(
  { isOnTrial, returned }: ConfigFile,
  digest: string | undefined,
): NonNullable<State['configuration']> {
  return {
    ...(digest !== undefined && { digest }),
    state: isOnTrial() ? 'trial' : 'held',
    ...(returned && { returned: { digest: returned.digest, why: redactLogin(returned.why) } }),
  }
}

/** Undefined where the file cannot be read just now. */
function digestNow({ path }: ConfigFile): string | undefined {
  try {
    return digestOfFile(path)
  } catch {
    return undefined
  }
}
