import type { Random } from '../../../drivers/simulated/random.ts'
import type { Place } from './places.ts'
import type { Wish } from './wishes.ts'

/** How people go about a shop who wish for one thing. Much of it overlaps: who reads by themselves stands about as long as who cannot decide. */
export interface Manner {
  /** Places that they stop at, least and most. */
  readonly stays: readonly [number, number]
  /** Where they stay longest, how often. */
  readonly main: Partial<Record<Place, number>>
  /** Median seconds there and elsewhere; spread is log-normal. */
  readonly mainSeconds: number
  readonly otherSeconds: number
  /** How often they come back to where they stayed longest. */
  readonly returns: number
  /** Mean seconds from one reach into a shelf to the next. */
  readonly reachSeconds: number
  /** How likely they scan the label of a product. */
  readonly scans: number
  /** Metres a second between places, and of shifting about while they stand. */
  readonly walks: number
  readonly shifts: number
  /** Stops on the way to a place, on average. */
  readonly stops: number
}

const USUAL: Record<Wish, Manner> = {
  advice: {
    stays: [2, 4],
    main: { 'wall-shelf': 40, 'demo-table': 25, 'new-arrivals': 20, service: 15 },
    mainSeconds: 85,
    otherSeconds: 22,
    returns: 0.5,
    reachSeconds: 20,
    scans: 0.25,
    walks: 1,
    shifts: 0.25,
    stops: 0.8,
  },
  lost: {
    stays: [4, 7],
    main: { 'wall-shelf': 25, 'new-arrivals': 25, promotion: 20, 'demo-table': 20, service: 10 },
    mainSeconds: 20,
    otherSeconds: 14,
    returns: 0.4,
    reachSeconds: 60,
    scans: 0.05,
    walks: 1.15,
    shifts: 0.38,
    stops: 1.8,
  },
  browse: {
    stays: [2, 5],
    main: { promotion: 35, 'new-arrivals': 25, 'demo-table': 25, 'wall-shelf': 15 },
    mainSeconds: 28,
    otherSeconds: 20,
    returns: 0.2,
    reachSeconds: 45,
    scans: 0.08,
    walks: 0.9,
    shifts: 0.25,
    stops: 0.9,
  },
  alone: {
    stays: [1, 3],
    main: { 'wall-shelf': 45, 'new-arrivals': 25, 'demo-table': 15, promotion: 15 },
    mainSeconds: 50,
    otherSeconds: 18,
    returns: 0.12,
    reachSeconds: 40,
    scans: 0.06,
    walks: 1.05,
    shifts: 0.16,
    stops: 0.4,
  },
  errand: {
    stays: [1, 2],
    main: { 'wall-shelf': 35, 'new-arrivals': 25, promotion: 25, service: 15 },
    mainSeconds: 13,
    otherSeconds: 8,
    returns: 0.05,
    reachSeconds: 10,
    scans: 0.05,
    walks: 1.35,
    shifts: 0.18,
    stops: 0.2,
  },
}

/** In a sale those who only look take everything into their hands and come back to it, and the questions are at the table of the sale. */
const SALE: Partial<Record<Wish, Partial<Manner>>> = {
  browse: { reachSeconds: 15, returns: 0.5, mainSeconds: 45 },
  advice: { main: { promotion: 50, 'wall-shelf': 20, 'demo-table': 15, 'new-arrivals': 10, service: 5 } },
}

/** Some people are just not like the others who wish for the same. */
const UNLIKE = 0.2
const WISHES = Object.keys(USUAL) as Wish[]

export function mannerOf(random: Random, wish: Wish, isSale: boolean): Manner {
  const like = random.chance(UNLIKE) ? random.pick(WISHES) : wish
  return { ...USUAL[like], ...(isSale && SALE[like]) }
}
