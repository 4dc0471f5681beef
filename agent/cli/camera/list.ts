import { defineCommand } from 'citty'
import { Fault } from '../../../config/fault.ts'
import { loadConfig } from '../../../config/load.ts'
import { videoDevices } from '../../../drivers/camera/devices.ts'
import { callOut, type OnvifCamera } from '../../../drivers/camera/onvif.ts'
import { table } from '../models/table.ts'
import { number } from '../number.ts'
import { print } from '../run.ts'
import { type Configured, configured } from './configured.ts'

export const list = defineCommand({
  meta: {
    name: 'list',
    description:
      'List the cameras of a configuration and how they are, the video devices of this machine, and the ONVIF cameras that answer in its network. Credentials are never shown.',
  },
  args: {
    config: { type: 'string', valueHint: 'FILE', description: 'The configuration, a YAML file.' },
    seconds: {
      type: 'string',
      valueHint: 'N',
      default: '3',
      description: 'How long to listen for ONVIF cameras; 0 calls for none.',
    },
    interface: { type: 'string', valueHint: 'NAME', description: 'The network interface to call for them from.' },
    json: {
      type: 'boolean',
      description: 'One JSON object: {running, cameras, devices, onvif, mute}; mute says why nothing could be called.',
    },
  },
  async run({ args: { config: file, seconds: asked, interface: network, json } }) {
    const seconds = number('--seconds', asked, 0, 60)
    const config = file === undefined ? undefined : loadConfig(file)
    const [{ running, cameras }, { onvif, mute }] = await Promise.all([
      config ? configured(config, file!) : { running: false, cameras: [] },
      calledFor(seconds, network),
    ])
    const devices = videoDevices()
    print(json, { running, cameras, devices, onvif, ...(mute !== undefined && { mute }) }, () =>
      [
        ...(config ? [`Cameras of ${file}${running ? '' : ' (no agent runs with it)'}`, ...shown(cameras), ''] : []),
        'Video devices of this machine',
        ...rows(devices.map(({ node, name, stable }) => [node, name, stable ?? ''])),
        '',
        ...(seconds === 0 ? [] : [`ONVIF cameras that answered within ${seconds} s`]),
        ...(seconds === 0 ? [] : mute === undefined ? answered(onvif, cameras) : [`  ${mute}`]),
      ]
        .join('\n')
        .trimEnd(),
    )
  },
})

async function calledFor(seconds: number, network: string | undefined) {
  if (seconds === 0) return { onvif: [], mute: undefined }
  try {
    return { onvif: await callOut(seconds, network), mute: undefined }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return { onvif: [], mute: thrown.message }
  }
}

function shown(cameras: readonly Configured[]): string[] {
  return rows(
    cameras.map(({ id, kind, driver, from, state, cause, ageSeconds }) => [
      ...[id, kind, driver, from],
      [
        state ?? '',
        ...(ageSeconds === undefined ? [] : [`last picture ${ageSeconds.toFixed(1)} s ago`]),
        ...(cause === undefined ? [] : [cause]),
      ].join(', '),
    ]),
  )
}

/** Beside each, which camera of the configuration has its host. */
function answered(onvif: readonly OnvifCamera[], cameras: readonly Configured[]): string[] {
  const hostOf = (text: string) => text.replace(/^\w+:\/\//, '').replace(/:\d+$/, '')
  return rows(
    onvif.map(({ host, name = '', hardware = '', service }) => {
      const known = cameras.filter(({ driver, from }) => driver === 'rtsp' && hostOf(from) === hostOf(host))
      return [host, name, hardware, service, known.map(({ id }) => `camera ${id}`).join(', ')]
    }),
  )
}

function rows(lines: readonly (readonly string[])[]): string[] {
  if (lines.length === 0) return ['  none']
  const [first, ...more] = lines
  return table(first!, more).map(line => `  ${line}`)
}
