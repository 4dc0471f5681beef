import { execFileSync } from 'node:child_process'

/** In 198.18.0.0/15, which is for tests between networks (RFC 2544). */
const ADDRESS = '198.18.0.2'

/**
 * The way to an address of this network namespace. Where it is cut, packets vanish both ways, so that a connection that is open hears nothing of it
 * and another one finds no route to the host, as where a cable is pulled out.
 */
export class Way {
  readonly address = ADDRESS

  constructor() {
    ip('address', 'add', `${ADDRESS}/32`, 'dev', 'lo')
  }

  cut(): void {
    ip('route', 'add', 'unreachable', ADDRESS)
    ip('route', 'delete', 'local', ADDRESS, 'dev', 'lo', 'table', 'local')
  }

  mend(): void {
    ip('route', 'add', 'local', ADDRESS, 'dev', 'lo', 'table', 'local', 'src', ADDRESS)
    ip('route', 'delete', 'unreachable', ADDRESS)
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' })
}
