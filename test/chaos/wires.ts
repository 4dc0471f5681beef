import { execFileSync } from 'node:child_process'
import { Line } from '../deploy/line.ts'

/** The way of one party to the broker. */
export interface Wire {
  /** Where the party finds the broker. */
  readonly url: string
  /** To be put before a command, so that it runs where the wire ends. */
  readonly inside: readonly string[]
  /** Whether it can be cut without anybody being told. */
  readonly canBeSilent: boolean
  cut(silent: boolean): Promise<void>
  mend(): Promise<void>
  close(): Promise<void>
}

/**
 * A wire to a broker on loopback. As root it leads into a network namespace, so that it can be cut as a real one is: packets vanish. Else
 * connections can be ended, and no more.
 */
export async function wire(brokerPort: number, nth: number): Promise<Wire> {
  const space = process.getuid?.() === 0 ? namespace(nth) : undefined
  const way = new Line([brokerPort], space?.outside)
  await way.mend()
  return {
    url: `mqtt://${space?.outside ?? '127.0.0.1'}:${way.port}`,
    inside: space?.command ?? [],
    canBeSilent: space !== undefined,
    cut: async silent => (silent && space ? space.down() : way.cut()),
    async mend() {
      await way.mend()
      space?.up()
    },
    async close() {
      await way.cut()
      space?.remove()
    },
  }
}

/** A namespace and a pair of interfaces, one end in it; undefined where the system does not let us. */
function namespace(nth: number) {
  const id = `${process.pid % 100_000}${nth}`
  const [name, near, far] = [`aisle-chaos-${id}`, `ac${id}o`, `ac${id}i`]
  // 198.18.0.0/15 is for tests between networks (RFC 2544); four addresses for each pair.
  const net = (process.pid * 4 + nth) % 2 ** 15
  const address = (host: number) => `198.${18 + (net >> 14)}.${(net >> 6) & 255}.${((net & 63) << 2) + host}`
  const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'pipe' })
  try {
    ip('netns', 'add', name)
  } catch {
    return undefined
  }
  const remove = () => {
    process.off('exit', remove)
    ip('netns', 'del', name)
  }
  process.once('exit', remove)
  try {
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name)
    ip('addr', 'add', `${address(1)}/30`, 'dev', near)
    ip('-n', name, 'addr', 'add', `${address(2)}/30`, 'dev', far)
    ip('-n', name, 'link', 'set', 'lo', 'up')
    ip('-n', name, 'link', 'set', far, 'up')
    ip('link', 'set', near, 'up')
  } catch {
    remove()
    return undefined
  }
  return {
    outside: address(1),
    command: ['ip', 'netns', 'exec', name],
    down: () => void ip('link', 'set', near, 'down'),
    up: () => void ip('link', 'set', near, 'up'),
    remove,
  }
}
