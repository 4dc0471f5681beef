import { spawnSync } from 'node:child_process'

/** Runs a program to its end, its words going to standard error where it fails. What it prints is answered. */
export function run(program: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd })
  if (status === 0) return stdout
  throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${stderr}${stdout}`.trim().slice(-2000)}`)
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
