import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Mosquitto } from '../agent/publish/mosquitto.ts'
import type { Disk } from './disk.ts'
import type { Lens } from './lens.ts'
import type { Blow } from './plan.ts'

export interface Victims {
  readonly broker: Mosquitto
  readonly camera: Lens
  readonly disk: Disk
  /** Where {@link file://./warp.mjs} looks. */
  readonly folder: string
}

/** Brings trouble on, and undoes it. What happens in an instant has nothing to be undone. */
export class Blows {
  readonly #victims: Victims
  #byMs = 0

  constructor(victims: Victims) {
    this.#victims = victims
    this.#set(0)
  }

  async strike({ trouble, byMs }: Blow): Promise<void> {
    const { broker, camera, disk, folder } = this.#victims
    switch (trouble) {
      case 'camera gone':
        return camera.unplug()
      case 'camera frozen':
        return camera.freeze()
      case 'broker killed':
        return broker.down('SIGKILL')
      case 'broker frozen':
        return broker.freeze()
      case 'disk full':
        return disk.fill()
      case 'clock ahead':
      case 'clock back':
        return this.#set(byMs)
      case 'worker crash':
        return crash(folder)
    }
  }

  async heal({ trouble }: Blow): Promise<void> {
    const { broker, camera, disk } = this.#victims
    switch (trouble) {
      case 'camera gone':
      case 'camera frozen':
        return camera.plug()
      case 'broker killed':
        return broker.up()
      case 'broker frozen':
        return broker.thaw()
      case 'disk full':
        return disk.free()
    }
  }

  #set(byMs: number): void {
    this.#byMs += byMs
    writeFileSync(join(this.#victims.folder, 'clock'), String(Math.round(this.#byMs)))
  }
}

/** So long, in real time, a worker may take to see that it is to end. */
const CRASH_MS = 60_000

/** Has the workers of an agent that runs with warp.mjs end at once. @throws where none does */
export async function crash(folder: string): Promise<void> {
  const count = () => statSync(join(folder, 'crashed'), { throwIfNoEntry: false })?.size ?? 0
  const was = count()
  const endMs = performance.now() + CRASH_MS
  // One that is just beginning takes the sign that is there for an old one.
  for (let looks = 0; count() === was; looks++) {
    if (looks % 40 === 0) writeFileSync(join(folder, 'crash'), String(looks))
    if (performance.now() > endMs) throw new Error('no worker crashed')
    await delay(50)
  }
}
