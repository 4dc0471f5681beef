import { inprocess } from '../../../drivers/wifi/inprocess.ts'

/** Run inside of a network namespace: prints the signal, the frequency and the length of the first frame heard, then ends by itself. */
for await (const { count, rssi, mhz, length } of inprocess('door', process.argv[2]!).open(
  new AbortController().signal,
)) {
  if (count === 0) continue
  process.stdout.write(`${rssi[0]} dBm, ${mhz[0]} MHz, ${length[0]} bytes`)
  break
}
