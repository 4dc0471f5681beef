import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a serial line is spoken over. */
export interface Speed {
  /** Bits a second. */
  readonly baud: number
  /** Bits of a character, parity (none, even, odd), stop bits. */
  readonly frame: '8N1' | '8E1' | '8O1' | '7E1' | '7O1'
}

/**
 * Sets the speed of an open port, by the stty of the system (coreutils): it sets what is on its standard input, so that the port need
 * not be opened twice, and a native module for that one call would be one more thing to trust. @throws Error with the words of stty
 */
export async function setSpeed(fd: number, { baud, frame }: Speed): Promise<void> {
  const parity = { N: ['-parenb'], E: ['parenb', '-parodd'], O: ['parenb', 'parodd'] }[frame[1] as 'N' | 'E' | 'O']
  const settings = [String(baud), `cs${frame[0]}`, ...parity, '-cstopb', 'clocal', 'cread']
  const child = spawn('stty', settings, { stdio: [fd, 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } })
  let words = ''
  child.stderr!.setEncoding('utf8').on('data', (part: string) => (words = (words + part).slice(0, 1000)))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(words.trim().split('\n')[0] || `stty ended with ${code}`)
}
