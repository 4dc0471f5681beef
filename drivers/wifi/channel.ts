/** Centre in MHz of a channel number in the 2.4 and 5 GHz bands; 0 where there is none. Numbers of 6 GHz mean others here. */
export function mhzOf(channel: number): number {
  if (channel === 14) return 2484
  if (channel >= 1 && channel <= 13) return 2407 + 5 * channel
  if (channel >= 32 && channel <= 177) return 5000 + 5 * channel
  return 0
}
