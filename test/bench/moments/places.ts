import { Touchpoint } from '../../../config/touchpoints.ts'

/** Touchpoints of the simulated shop, and whether hands are seen there: only a depth camera sees them. */
export const PLACES = [
  { id: 'promotion', at: zone('promo'), channel: 'shelf', function: 'inform', stage: 'aware', seesHands: false },
  { id: 'new-arrivals', at: zone('new'), channel: 'shelf', function: 'try', stage: 'consider', seesHands: true },
  { id: 'wall-shelf', at: zone('wall'), channel: 'shelf', function: 'advise', stage: 'consider', seesHands: true },
  { id: 'demo-table', at: zone('demo'), channel: 'kiosk', function: 'try', stage: 'consider', seesHands: false },
  { id: 'service', at: zone('desk'), channel: 'staff', function: 'advise', stage: 'use', seesHands: false },
  { id: 'till', at: zone('pay'), channel: 'till', function: 'pay', stage: 'buy', seesHands: false },
] as const

export type Place = (typeof PLACES)[number]['id']

export const TOUCHPOINTS: readonly Touchpoint[] = PLACES.map(({ seesHands: _, ...touchpoint }) =>
  Touchpoint.parse(touchpoint),
)

export const seesHands = (place: Place): boolean => PLACES.find(({ id }) => id === place)!.seesHands

function zone(zone: string) {
  return { kind: 'zone', zone } as const
}
