import { z } from 'zod'
import { MAX_MINUTES, MAX_SECONDS } from './shapes.ts'

/** What the agent may take of its machine, and when one of its sensors is no longer well. */
export const Health = z.strictObject({
  cpuCores: z
    .number()
    .positive()
    .optional()
    .describe(
      'CPU that the agent keeps to, in cores; its children (ffmpeg, tcpdump) come on top. Without it, whatever the machine has. Where it takes more for `pressSeconds`, it leaves out, in this order: half of the pictures, half of the rest, recognition (codes are still read), the heat map; each comes back after `easeSeconds` in which there was room, the last first. Events and counts are never left out.',
    ),
  memoryMegabytes: z
    .number()
    .positive()
    .optional()
    .describe(
      'Memory that it keeps to in the same way, in MB; but where leaving something out frees none, that is told, and it comes back. What it frees is what waits and what is worked on: a model that was loaded stays loaded. Without it, 60 % of what the unit of the service lets it have (MemoryHigh), else whatever the machine has.',
    ),
  loopDelayMs: z
    .number()
    .positive()
    .default(500)
    .describe(
      'Kept waiting for longer than this, it leaves out in the same way: the machine is too busy, with it or with other programs.',
    ),
  droppedShare: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe(
      'And so where more than this share of the pictures of a camera is overtaken by fresher ones before it is looked at.',
    ),
  lateSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(2)
    .describe('And so where the pictures of a camera are older than this, on average, when they were looked at.'),
  pressSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(30)
    .describe('It must be too much for so long before the next thing is left out.'),
  easeSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(300)
    .describe(
      'There must be room for so long, 15 % of each limit, before the next thing comes back; twice as long each time where it was too much again at once, at most an hour.',
    ),
  silentSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(30)
    .describe(
      'A camera that delivers nothing for this long has failed, even where its driver has not noticed; one whose pictures nobody looks at any more is degraded.',
    ),
  wifiSilentMinutes: z
    .number()
    .positive()
    .max(MAX_MINUTES)
    .default(120)
    .describe(
      'A sniffer that hears nobody for this long while the shop is open is degraded; without `store.hours`, from nine to seven.',
    ),
  pictureSeconds: z
    .number()
    .positive()
    .max(MAX_SECONDS)
    .default(60)
    .describe(
      'A live camera that shows the very same picture for this long, or one of one shade alone, is degraded. Where `store.hours` say when the shop is open: only then, and then one that shows a dark picture, too.',
    ),
})
export type Health = z.infer<typeof Health>
