/** Says how a program of ours is used, and ends it, where whoever typed it asked that. */
export function usage(text: string): void {
  if (!process.argv.includes('--help') && !process.argv.includes('-h')) return
  process.stdout.write(`${text}\n`)
  process.exit(0)
}
