import { expect, test } from 'vitest'
import { colourCameras } from '../../../../agent/cli/camera/colour.ts'
import type { Config } from '../../../../config/config.ts'

test('of a shop without a colour camera there is no snapshot, and that is what it says', () => {
  const cameras = (...drivers: readonly string[]) =>
    ({ cameras: drivers.map(driver => ({ feed: { driver } })) }) as unknown as Config
  expect(colourCameras(cameras('simulated', 'rtsp'), 'shop.yaml')).toHaveLength(1)
  for (const none of [cameras(), cameras('simulated')])
    expect(() => colourCameras(none, 'shop.yaml')).toThrow(
      /^--config is shop\.yaml, expected a configuration with a colour camera: of depth cameras/,
    )
})
