import { aislectl } from '../../../agent/cli/aislectl.ts'
import { run } from '../../../agent/cli/run.ts'
import { answerOf, respond } from '../../drivers/camera/responder.ts'

/** Run inside of a network namespace: cameras, one of them good, and `aislectl camera list` with the words of the command line. Without a network, no camera. */
const good = answerOf({
  id: 'good',
  scopes:
    'onvif://www.onvif.org/name/Door%20camera onvif://www.onvif.org/hardware/DS-2 onvif://www.onvif.org/type/video',
  addresses: 'http://192.0.2.7/onvif/device_service http://[2001:db8::7]/onvif/device_service',
})
const cameras = await respond([
  good,
  good,
  answerOf({ id: 'nowhere' }),
  answerOf({ id: 'odd', addresses: 'file:///etc/passwd javascript:1 http://' }),
  answerOf({
    id: 'hostile',
    scopes: 'onvif://www.onvif.org/name/%1B%5B2Jgone%0A%E0%A4%A',
    addresses: 'http://admin:s3cret@192.0.2.66:8080/onvif?token=s3cret',
  }),
  good.replace('<d:ProbeMatch>', '<d:ProbeMatch/><d:ProbeMatch>'),
  good.slice(0, 300),
  Uint8Array.from({ length: 2000 }, (_, i) => (i * 151) & 255),
]).catch(() => undefined)
await run(aislectl, ['camera', 'list', ...process.argv.slice(2)])
cameras?.close()
