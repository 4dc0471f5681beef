import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import type { State } from '../../agent/console/state.ts'
import { stage as stageConfig } from '../../config/staged.ts'
import { cacheFolder, heldFor } from '../../models/cache.ts'
import { weightNamed } from '../../models/registry.ts'
import { crash } from '../soak/blows.ts'
import type { Stage } from './stage.ts'

export interface Trouble {
  readonly name: string
  /** Settles when the trouble stands: from then on it is measured when it is noticed. */
  strike(stage: Stage): unknown
  heal(stage: Stage): unknown
  /** Whether the running agent has noticed, by what it says of itself; `said` is what it wrote since. Undefined where it does not answer. */
  isTold(state: State | undefined, said: string, stage: Stage): boolean
  /** What doctor must say of it; nothing, where it is over in an instant and nothing is left to be found. */
  readonly doctor?: RegExp
}

const sensor = (id: string) => (state: State | undefined) =>
  ['failed', 'degraded'].includes(state?.sensors.find(one => one.id === id)?.state ?? '')
/**
 * Whether the camera fails for this reason: that the one before it hung up is not what is to be noticed, nor that pictures are left out where this machine
 * has other things to do.
 */
const eye = (why: RegExp) => (state: State | undefined) =>
  sensor('eye')(state) && why.test(state?.sensors.find(({ id }) => id === 'eye')?.cause ?? '')
const SILENT = /no picture/
const offline = (state: State | undefined) => state?.broker?.online === false
const sign = ({ folder }: Stage, name: string, text: string) => writeFileSync(join(folder, 'signs', name), text)
/** Programs that take all they get, for each core; and by how much whoever looks on goes before them. */
const HOGS = 8
const AHEAD = 10
/** Nobody goes before that. */
const FIRST = -20
let priority = 0
let busy: ChildProcess[] = []
let clockMs = 0
// Where the run breaks off they would go on for good.
process.once('exit', () => {
  for (const child of busy) child.kill('SIGKILL')
})

/** What goes wrong in shops. */
export const TROUBLES: readonly Trouble[] = [
  {
    name: 'camera unplugged',
    strike: ({ way }) => way.cut(),
    heal: ({ way }) => way.mend(),
    doctor: /camera eye, connection failed: there is no way to .*its cable/,
    isTold: eye(SILENT),
  },
  {
    name: 'camera hangs up on whoever connects',
    strike: ({ camera }) => camera.unplug(),
    heal: ({ camera }) => camera.plug(),
    doctor: /camera eye, RTSP failed: .*(ECONNRESET|hangs up).*switch it off and on/,
    isTold: eye(/is lost/),
  },
  {
    name: 'camera frozen: connected, no pictures',
    strike: ({ camera }) => camera.freeze(),
    heal: ({ camera }) => camera.plug(),
    doctor: /camera eye, (RTSP|delivery) failed: .*(says nothing|no picture)/,
    isTold: eye(SILENT),
  },
  {
    name: 'camera accepts and never answers',
    strike: ({ camera }) => camera.plug({ mute: true }),
    heal: ({ camera }) => camera.plug(),
    doctor: /camera eye, (RTSP|delivery) failed: .*(says nothing|no picture)/,
    // What ffmpeg says of an answer that does not come.
    isTold: eye(/no picture|Invalid data/),
  },
  {
    name: 'password of the camera changed',
    strike: ({ camera }) => camera.plug({ login: 'viewer:other' }),
    heal: ({ camera }) => camera.plug(),
    doctor: /camera eye, login failed: .*401.*Check username/,
    isTold: eye(/401/),
  },
  {
    name: 'stream of the camera renamed',
    strike: ({ camera }) => camera.plug({ login: 'viewer:right', status: '404 Not Found' }),
    heal: ({ camera }) => camera.plug(),
    doctor: /camera eye, \w+ failed: .*404.*Check the path/,
    isTold: eye(/404/),
  },
  {
    name: 'worker of the person detector crashes',
    // It is waited for that one has; the next picture starts another one, and nothing is left to be told.
    strike: ({ folder }) => crash(join(folder, 'signs')),
    heal: () => {},
    isTold: state => state?.sensors.find(({ id }) => id === 'eye')?.state === 'well',
  },
  {
    name: 'weights of the person detector damaged, then its worker crashes',
    async strike(stage) {
      for (const file of weights(stage)) writeFileSync(file, 'no longer a model')
      await crash(join(stage.folder, 'signs'))
    },
    heal: ({ models }) => cpSync(join(cacheFolder(), 'nanodet'), join(models, 'nanodet'), { recursive: true }),
    doctor: /models failed: model nanodet/,
    isTold: sensor('eye'),
  },
  {
    name: 'Wi-Fi adapter pulled out',
    strike: ({ radio }) => radio.unplug(),
    heal: ({ radio }) => radio.plug(),
    doctor: /wifi ears, interface failed: there is no interface/,
    isTold: sensor('ears'),
  },
  {
    name: 'scanner pulled out',
    strike: ({ port }) => port.unplug(),
    heal: ({ port }) => port.plug(),
    doctor: /scanner till-scanner, device failed/,
    isTold: sensor('till-scanner'),
  },
  {
    name: 'broker killed',
    strike: ({ broker }) => broker.down('SIGKILL'),
    heal: ({ broker }) => broker.up(),
    doctor: /broker .*, connection failed: nothing listens/,
    isTold: offline,
  },
  {
    name: 'broker frozen: connected, no answers',
    strike: ({ broker }) => broker.freeze(),
    heal: ({ broker }) => broker.thaw(),
    doctor: /broker .*, (CONNECT|acknowledgement) failed: .*[Ii]t may hang/,
    isTold: state => offline(state) || (state?.outbox.oldestSeconds ?? 0) > 15,
  },
  {
    name: 'password at the broker changed',
    strike: stage => restarted(stage, 'other'),
    heal: stage => restarted(stage, 'right'),
    doctor: /broker .*, CONNECT failed: .*[Nn]ot authori[sz]ed.*Check broker\.username/,
    isTold: state => offline(state) && /not authori[sz]ed/i.test(state?.broker?.why ?? ''),
  },
  {
    name: 'disk full',
    strike: ({ disk }) => disk.fill(),
    heal: ({ disk }) => disk.free(),
    // A write fails, or still has room in the log of the database and what comes next has none.
    doctor: /database failed: (0 MB free|database or disk is full)/,
    isTold: (_, said) => /STORE_FULL|disk is full/.test(said),
  },
  {
    name: 'clock put forward by an hour',
    strike: stage => sign(stage, 'clock', String((clockMs += 3_600_000))),
    heal: () => {},
    isTold: (_, said) => /CLOCK_SET/.test(said),
  },
  {
    name: 'power cut: agent killed (SIGKILL), started again',
    strike: ({ agent }) => agent.kill(),
    heal: ({ agent }) => agent.start(),
    isTold: state => state === undefined,
  },
  {
    name: 'machine overloaded by another program',
    strike() {
      // Each may take as much as the agent; whoever looks on, and what that begins, goes before them.
      busy = Array.from({ length: HOGS * availableParallelism() }, () =>
        spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
      )
      priority = getPriority()
      setPriority(Math.max(FIRST, priority - AHEAD))
    },
    async heal() {
      setPriority(priority)
      for (const child of busy) {
        child.kill('SIGKILL')
        await once(child, 'exit')
      }
    },
    // An agent that gets nothing may not come to answer.
    doctor: /agent, running is doubtful: .*leaves out|this machine, load is doubtful/,
    isTold: state => (state?.shed.length ?? 0) > 0,
  },
  // The last one: that it did not hold an agent tells until it is started again.
  {
    name: 'a configuration with a password that the broker refuses',
    async strike({ folder, config, door }) {
      writeFileSync(join(folder, 'wrong.password'), 'other\n', { mode: 0o600 })
      const text = readFileSync(config, 'utf8').replace(
        /passwordFile: broker\.password/,
        'passwordFile: wrong.password',
      )
      await door.post('/config/apply', { digest: stageConfig(config, text) })
    },
    heal: () => {},
    doctor: /agent, running is doubtful: .*did not hold: .*[Nn]ot authori[sz]ed.*\.refused/,
    // It has returned, and runs with the former one.
    isTold: state => state?.configuration?.returned !== undefined,
  },
]

function weights({ models }: Stage): string[] {
  return heldFor(weightNamed('nanodet'), models).map(({ file }) => file)
}

async function restarted({ broker, password }: Stage, word: string): Promise<void> {
  password(word)
  await broker.down()
  await broker.up()
}
