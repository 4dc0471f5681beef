/** How one kind of phone asks for networks: invented, but after the manner of real ones. */
export interface Model {
  readonly name: string
  /** Uses made-up addresses instead of the one it was built with. */
  readonly randomises: boolean
  /** Takes a new one for every burst. */
  readonly renews: boolean
  /** Time between bursts, on average. */
  readonly everyMs: number
  /** Information elements after SSID and DS parameter: number, then content, in hexadecimal. */
  readonly elements: readonly (readonly [id: number, content: string])[]
}

const RATES = [1, '82848b960c121824'] as const
const MORE_RATES = [50, '3048606c'] as const

export const MODELS: readonly Model[] = [
  {
    name: 'pear-12',
    randomises: true,
    renews: true,
    everyMs: 9000,
    elements: [
      [1, '02040b16'],
      [50, '0c1218243048606c'],
      [45, '2d4017ff00000000000000000000000000000000000000000000'],
      [127, '0400080400000040'],
      [255, '230108001800800000028000400000000a7f'],
    ],
  },
  {
    name: 'pear-9',
    randomises: true,
    renews: false,
    everyMs: 12_000,
    elements: [
      [1, '02040b16'],
      [50, '0c1218243048606c'],
      [45, '2d0117ff00000000000000000000000000000000000000000000'],
      [127, '0000080400000040'],
    ],
  },
  {
    name: 'drone-4',
    randomises: true,
    renews: false,
    everyMs: 7000,
    elements: [
      RATES,
      MORE_RATES,
      [45, 'ef1117ffff000000000000000000000000000000000000000000'],
      [127, '04000a020040004080'],
      [191, '92798333faff0000faff0000'],
    ],
  },
  {
    name: 'drone-2',
    randomises: true,
    renews: true,
    everyMs: 15_000,
    elements: [
      RATES,
      MORE_RATES,
      [45, '6f0013ff00000000000000000000000000000000000000000000'],
      [127, '00000a0201000040'],
    ],
  },
  {
    name: 'brick',
    randomises: false,
    renews: false,
    everyMs: 10_000,
    elements: [RATES, MORE_RATES, [45, '2c0103ff00000000000000000000000000000000000000000000']],
  },
]
