import { setTimeout as delay } from 'node:timers/promises'
import { defineCommand } from 'citty'
import { Fault } from '../../config/fault.ts'
import { loadConfig } from '../../config/load.ts'
import { type Door, openDoor } from '../console/door.ts'
import type { State } from '../console/state.ts'
import { stated } from '../console/stated.ts'
import { asked } from './asked.ts'
import { interruption } from './interruption.ts'
import { screen } from './top/screen.ts'
import { Terminal } from './top/terminal.ts'

/** An agent that went is looked for again this often. */
const AGAIN_MS = 1000
/** Of what is no terminal. */
const COLUMNS = 120

export const top = defineCommand({
  meta: {
    name: 'top',
    description:
      'Show how the running agent is, sensor by sensor, once a second until Ctrl-C: rates, what is dropped, latency, queues, memory, the outbox, what is left out.',
  },
  args: {
    config: asked,
    once: { type: 'boolean', description: 'Show it once and end, as where the output is no terminal.' },
    json: { type: 'boolean', description: 'The state as the agent tells it, one JSON object a line, once a second.' },
  },
  async run({ args: { config: file, once, json } }) {
    const door = openDoor(loadConfig(file), file)
    const isTerminal = process.stdout.isTTY === true
    if (once || (!json && !isTerminal)) {
      const state = stated(await door.get('/state'))
      const room = {
        columns: isTerminal ? process.stdout.columns : COLUMNS,
        isColoured: isTerminal && !process.env.NO_COLOR,
      }
      process.stdout.write(json ? `${JSON.stringify(state)}\n` : `${screen(state, room).join('\n')}\n`)
      return
    }
    const signal = interruption()
    // Whoever read our lines has seen enough; where the disk is full, that was told, and is the exit code, before we hear of it.
    process.stdout.on('error', () => process.exit())
    if (json) await lines(door, signal)
    else await watch(door, signal)
  },
})

/** Until somebody has had enough, or the agent is gone. @throws Fault as a door does */
async function lines(door: Door, signal: AbortSignal): Promise<void> {
  for await (const { event, data } of states(door, signal))
    if (event === 'state') process.stdout.write(`${JSON.stringify(stated(data))}\n`)
}

/** Until somebody has had enough. An agent that goes is waited for; one that is not there at the beginning is a fault. */
async function watch(door: Door, signal: AbortSignal): Promise<void> {
  const terminal = new Terminal(process.stdout)
  const isColoured = !process.env.NO_COLOR
  let last: State | undefined
  const draw = (note = '') => {
    if (last)
      terminal.draw([...screen(last, { columns: terminal.columns, isColoured }), ...(note === '' ? [] : ['', note])])
  }
  process.stdout.on('resize', () => draw())
  try {
    while (!signal.aborted) {
      try {
        for await (const { event, data } of states(door, signal)) {
          if (event !== 'state') continue
          last = stated(data)
          draw()
        }
      } catch (thrown) {
        if (!last || !(thrown instanceof Fault)) throw thrown
      }
      if (!signal.aborted) draw('The agent is gone. What is shown is how it was; it is looked for again.')
      await delay(AGAIN_MS, undefined, { signal }).catch(() => {})
    }
  } finally {
    terminal.close()
  }
}

/** What the door streams; that it is shut because we have had enough is no fault. */
async function* states(door: Door, signal: AbortSignal) {
  try {
    yield* door.stream('/stream', signal)
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
}
