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
