/** Number of the channel whose centre is at `mhz` (IEEE 802.11-2020 annex E; 6 GHz as in 802.11ax), 0 where there is none. */
export function channelOf(mhz: number): number {
  if (mhz === 2484) return 14
  if (mhz >= 2412 && mhz <= 2472) return (mhz - 2407) / 5
  if (mhz >= 4910 && mhz <= 4980) return (mhz - 4000) / 5
  if (mhz >= 5005 && mhz <= 5895) return (mhz - 5000) / 5
  if (mhz === 5935) return 2
  if (mhz >= 5955 && mhz <= 7115) return (mhz - 5950) / 5
  return 0
}

/** Centre in MHz of a channel number in the 2.4 and 5 GHz bands; 0 where there is none. Numbers of 6 GHz mean others here. */
export function mhzOf(channel: number): number {
  if (channel === 14) return 2484
  if (channel >= 1 && channel <= 13) return 2407 + 5 * channel
  if (channel >= 32 && channel <= 177) return 5000 + 5 * channel
  return 0
}
