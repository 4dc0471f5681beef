import type { Config } from '../../config/config.ts'

/** The kernel takes no longer name (unix(7), sun_path with its closing zero). */
const LONGEST_BYTES = 107

/** Where a running agent can be asked by programs of this machine: beside its database. */
export function socketOf({ outbox }: Pick<Config, 'outbox'>): string {
  return `${outbox.path}.sock`
}

export function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > LONGEST_BYTES
}
