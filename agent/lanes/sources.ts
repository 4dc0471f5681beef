import { existsSync } from 'node:fs'
import type { Camera, Posed } from '../../config/cameras.ts'
import type { Depth } from '../../config/depth.ts'
import { Fault } from '../../config/fault.ts'
import type { FaceDepth } from '../../config/identity.ts'
import type { Scanner } from '../../config/scanners.ts'
import { readSecret } from '../../config/secret.ts'
import type { Ms } from '../../config/units.ts'
import type { Wifi } from '../../config/wifi.ts'
import { file } from '../../drivers/camera/file.ts'
import { rtsp } from '../../drivers/camera/rtsp.ts'
import { v4l2 as colourDevice } from '../../drivers/camera/v4l2.ts'
import { recording } from '../../drivers/depth/recording.ts'
import { v4l2 as depthDevice } from '../../drivers/depth/v4l2.ts'
import type { BoxFrame, ColourFrame, DepthFrame, Scans } from '../../drivers/frame.ts'
import { prompt } from '../../drivers/prompt.ts'
import { device } from '../../drivers/scanner/device.ts'
import { hid } from '../../drivers/scanner/hid.ts'
import { depthCamera } from '../../drivers/simulated/camera.ts'
import { eye } from '../../drivers/simulated/eye.ts'
import { scanner } from '../../drivers/simulated/scanner.ts'
import { scene } from '../../drivers/simulated/scene.ts'
import { sniffer } from '../../drivers/simulated/sniffer.ts'
import type { Source } from '../../drivers/source.ts'
import { helper } from '../../drivers/wifi/assisted.ts'
import type { FrameBatch } from '../../drivers/wifi/batch.ts'
import { hopping } from '../../drivers/wifi/hopping.ts'
import { inprocess } from '../../drivers/wifi/inprocess.ts'
import { playback } from '../../drivers/wifi/playback.ts'
import { savefile } from '../../drivers/wifi/savefile.ts'
import { tcpdump } from '../../drivers/wifi/tcpdump.ts'
import { tuner } from '../../drivers/wifi/tuner.ts'
import { degradation } from './degradation.ts'
import type { Surroundings } from './stages.ts'

/** What the configuration says of where the world is to be seen from. */
export interface Sources {
  colour(camera: Camera): Source<ColourFrame | BoxFrame>
  depth(depth: Depth): Source<DepthFrame>
  faceDepth(depth: Measured): Source<DepthFrame>
  radio(wifi: Wifi): Source<FrameBatch>
  scans(scanner: Scanner): Source<Scans>
}

/** What all depth cameras have that measure. */
type Measured = Pick<FaceDepth, 'id' | 'feed' | 'intrinsics' | 'maxFps'>

/** An adapter that listens. */
type Adapter = Extract<Wifi['feed'], { readonly interface: string }>

/** Live, a recording plays in real time and happens now; in a replay it goes as fast as asked and happened when it was captured. */
export function sourcesOf(around: Surroundings, nowMs: Ms): Sources {
  const { config, pace, warn } = around
  const paced = pace === 'live'
  const shop = scene(config, { nowMs, paced })
  const began = (startsAt: string | undefined) => (startsAt && !paced ? { startsAt: Date.parse(startsAt) } : {})
  const measured = ({ id, feed, intrinsics, maxFps }: Measured): Source<DepthFrame> =>
    feed.driver === 'v4l2'
      ? depthDevice(id, { ...feed, ...intrinsics, maxFps })
      : recording(id, feed.folder, { fps: feed.fps, paced, damaged: warn, ...began(feed.startsAt) })
  const roaming = (source: Source<FrameBatch>, { interface: network, channels, dwellMs }: Adapter) =>
    channels ? hopping(source, { network, channels, dwellMs, tuner, told: degradation(source.id, around) }) : source
  return {
    colour({ id, feed, maxFps, stallSeconds, calibration }) {
      if (feed.driver === 'simulated') return eye({ id, maxFps, optics: pose(calibration) }, shop)
      if (feed.driver === 'file') return file(id, feed.path, { paced, ...began(feed.startsAt) })
      if (feed.driver === 'v4l2') return colourDevice(id, { ...feed, maxFps, stallSeconds })
      const { url, username, passwordFile } = feed
      const limits = { maxFps, stallSeconds }
      if (username === undefined) return rtsp(id, url, undefined, limits)
      // Read at each opening: a password that is not there yet, or changes, is this sensor's trouble alone.
      const secret = () => ({ username, password: passwordFile === undefined ? '' : readSecret(passwordFile) })
      return { id, open: signal => rtsp(id, url, secret(), limits).open(signal) }
    },
    depth(depth) {
      const { id, feed } = depth
      return feed.driver === 'simulated' ? depthCamera(depth, shop) : measured({ ...depth, id, feed })
    },
    faceDepth: measured,
    radio(wifi) {
      const { id, feed } = wifi
      switch (feed.driver) {
        case 'simulated':
          return sniffer(wifi, shop)
        case 'savefile':
          return paced ? playback(savefile(id, feed.path)) : savefile(id, feed.path)
        case 'tcpdump':
          return roaming(prompt(captured(id, feed.interface, feed.socket)), feed)
        case 'pcap':
          return roaming(prompt(inprocess(id, feed.interface)), feed)
      }
    },
    scans(config) {
      const { id, feed } = config
      switch (feed.driver) {
        case 'simulated':
          return scanner(config, shop)
        case 'device':
          return prompt(device(id, feed.path, feed.baud && { baud: feed.baud, frame: feed.frame }))
        case 'hid':
          return prompt(hid(id, feed.usb === undefined ? { path: feed.path! } : { usb: feed.usb }, feed.layout))
      }
    },
  }
}

/** By the helper of the system where there is one: whether it is there is asked at each opening. */
function captured(id: string, network: string, socket: string): Source<FrameBatch> {
  const open = (signal: AbortSignal) =>
    (existsSync(socket) ? helper(id, network, socket) : tcpdump(id, network)).open(signal)
  return { id, open }
}

/** Of a simulated camera, whose boxes are drawn with it. @throws Fault CONFIG_UNUSABLE */
function pose(calibration: Camera['calibration']): Posed {
  if (!Array.isArray(calibration)) return calibration
  const what = {
    key: 'cameras[].calibration of a simulated camera',
    value: 'a list of spots',
    expected: 'how it hangs and looks',
  }
  throw new Fault('CONFIG_UNUSABLE', what)
}
