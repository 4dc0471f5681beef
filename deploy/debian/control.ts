import type { Architecture } from './node.ts'

export interface Facts {
  readonly version: string
  readonly architecture: Architecture
  /** Of all files together. */
  readonly kibibytes: number
  /** What the programs in it are linked against, as dpkg-shlibdeps finds it. */
  readonly libraries: string
}

/**
 * debian/control of the binary package. Every program that a driver starts is a dependency; a broker is not, since it may be
 * somewhere else.
 */
export function control({ version, architecture, kibibytes, libraries }: Facts): string {
  const depends = [libraries, 'ffmpeg', 'iproute2', 'iw', 'systemd (>= 252)', 'tcpdump', 'udev']
  return `${[
    'Package: aisle',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: Aisle maintainers <aisle@packages.invalid>',
    `Installed-Size: ${kibibytes}`,
    `Depends: ${depends.filter(Boolean).join(', ')}`,
    'Recommends: fonts-dejavu-core, systemd-timesyncd | time-daemon',
    'Suggests: mosquitto, mosquitto-clients',
    'Section: net',
    'Priority: optional',
    'Description: in-store sensing agent',
    ' Reads cameras, Wi-Fi sniffers and code scanners of a shop and publishes what',
    ' visitors do there as anonymised events over MQTT. Pictures and hardware',
    ' addresses are never published or kept.',
    ' .',
    ' The agent is the service aisled; aislectl is the tool of the technician.',
  ].join('\n')}\n`
}
