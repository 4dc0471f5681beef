#!/usr/bin/env node
// Stands in for ffmpeg where there is no camera: speaks and sends as it does with a V4L2 device. MANNERS in the environment (JSON)
// says how: size, fps, format, frames until it ends, the words it ends with, after how many it falls silent, and by which clock it tells time.

import { writeFileSync } from 'node:fs'

const {
  width = 8,
  height = 6,
  fps = 50,
  format = 'gray16le',
  frames = Infinity,
  words = '',
  silentAfter = Infinity,
  by = 'steady',
  lagMs = 0,
  tellArguments = '',
  any = false,
} = JSON.parse(process.env.MANNERS ?? '{}')
const say = text => process.stderr.write(`${text}\n`)
process.on('SIGTERM', () => process.exit(255))
process.stdout.on('error', () => process.exit(1))

// Arguments are checked by the real ffmpeg's own rules only as far as they name the input, and told where that is wanted.
const args = process.argv.slice(2)
if (tellArguments) writeFileSync(tellArguments, args.join(' '))
const input = args[args.indexOf('-i') + 1]
if (!args.includes('v4l2') || !(any || input?.startsWith('/dev/'))) {
  say(`[error] ${input}: No such file or directory`)
  process.exit(1)
}
say('[Parsed_showinfo_1 @ 0x1] [info] config in time_base: 1/1000000, frame_rate: 30/1')
for (let n = 0; n < frames; n++) {
  await new Promise(resolve => setTimeout(resolve, 1000 / fps))
  if (n >= silentAfter) continue
  const nowMicroseconds = by === 'steady' ? process.hrtime.bigint() / 1000n : BigInt(Date.now()) * 1000n
  const microseconds = nowMicroseconds - BigInt(lagMs * 1000)
  say(
    `[Parsed_showinfo_1 @ 0x1] [info] n:${n} pts:${microseconds} pts_time:1 pos:-1 fmt:${format} sar:0/1 s:${width}x${height} i:P iskey:1 type:I`,
  )
  process.stdout.write(format === 'nv12' ? colours(n) : distances(n))
}
if (words) say(`[video4linux2,v4l2 @ 0x1] [error] ${words}`)
process.exit(words ? 1 : 0)

function distances(n) {
  return new Uint8Array(Uint16Array.from({ length: width * height }, (_, i) => 1000 * (n + 1) + i).buffer)
}

function colours(n) {
  return new Uint8Array((width * height * 3) / 2).fill(16 + n)
}
