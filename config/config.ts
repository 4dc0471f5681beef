import { z } from 'zod'
import { Broker, Outbox } from './broker.ts'
import { Camera } from './cameras.ts'
import { Console } from './console.ts'
import { Depth } from './depth.ts'
import { Floor } from './floor.ts'
import { Health } from './health.ts'
import { Heat } from './heat.ts'
import { Identity } from './identity.ts'
import { TouchpointMap } from './map.ts'
import { Log, Models } from './models.ts'
import { Moments } from './moments.ts'
import { Node } from './node.ts'
import { Privacy } from './privacy.ts'
import { Requests } from './requests.ts'
import { Campaign, Scanner } from './scanners.ts'
import { Simulation } from './simulation.ts'
import { Staff } from './staff.ts'
import { Store } from './store.ts'
import { Touchpoint } from './touchpoints.ts'
import { Journey, Tracking } from './tracking.ts'
import { Presence, Wifi } from './wifi.ts'

/** The whole configuration: one YAML file, one section a file in this folder. */
export const Config = z.strictObject({
  store: Store.describe('Who is speaking.'),
  floor: Floor.describe('The floor plan.'),
  touchpoints: z.array(Touchpoint).default([]).describe('Where visitors meet the brand.'),
  cameras: z.array(Camera).default([]).describe('Colour cameras.'),
  depth: z.array(Depth).default([]).describe('Depth cameras on the ceiling.'),
  wifi: z.array(Wifi).default([]).describe('Wi-Fi sniffers.'),
  scanners: z.array(Scanner).default([]).describe('Code scanners.'),
  campaigns: z.array(Campaign).default([]).describe('Codes that this shop knows.'),
  node: Node.prefault({ kind: 'alone' }).describe(
    'Which part this machine has where several share the sensors of one store.',
  ),
  simulation: Simulation.optional().describe('The simulated shop, needed where a sensor is simulated.'),
  tracking: Tracking.prefault({}).describe('From detections to tracks.'),
  journey: Journey.prefault({}).describe('From tracks to visits.'),
  presence: Presence.prefault({}).describe('From Wi-Fi frames to counts of devices.'),
  heat: Heat.prefault({}).describe('Where people were for how long, day by day.'),
  moments: Moments.optional().describe(
    'Of each visitor at a touchpoint that is a zone: approach them, wait, or leave them alone. Without it nobody is judged; nor where privacy.level is counts.',
  ),
  map: TouchpointMap.prefault({}).describe('What touchpoints are worth and what they cost visitors, day by day.'),
  staff: Staff.prefault({}).describe('What the staff are shown of moments, where moments.mode is advise.'),
  privacy: Privacy.prefault({}).describe('How much may be known, and under which law.'),
  identity: Identity.optional().describe(
    'Recognition of members who asked for it; needed where privacy.level is members, and without effect below.',
  ),
  models: Models.prefault({}).describe('Learned weights.'),
  broker: Broker.optional().describe('Where events go; without it, only where a command writes them.'),
  outbox: Outbox.prefault({}).describe('What keeps events until the broker has them.'),
  requests: Requests.prefault({}).describe('Who may ask the agent for something over the broker.'),
  console: Console.optional().describe(
    'The console, a page for browsers in the shop that shows what the agent perceives; without it, none is served.',
  ),
  health: Health.prefault({}).describe('What the agent may take of its machine, and when a sensor is no longer well.'),
  log: Log.prefault({}).describe('What the agent says of itself.'),
})
export type Config = z.infer<typeof Config>
