import { closeSync, openSync, writeSync } from 'node:fs'

/** Events of /dev/uhid (linux/uhid.h): a number, and what belongs to it. */
const CREATE2 = 11
const INPUT2 = 12
const BUS_USB = 3

/** A keyboard of the boot protocol (Device Class Definition for HID 1.11, appendix E.6, without the lamps). */
const DESCRIPTOR = Buffer.from(
  '05010906a101050719e029e71500250175019508810295017508810195067508150025650507190029658100c0',
  'hex',
)

/** A scanner on USB that plays a keyboard, through the kernel; it is pulled out by `unplug`. */
export function plugIn(vendorId, productId) {
  const create = Buffer.alloc(4 + 128 + 64 + 64 + 4 + 16 + 4096)
  create.writeUInt32LE(CREATE2, 0)
  create.write('Test Scanner', 4)
  create.write('test/phys', 132)
  create.write('SN-1', 196)
  create.writeUInt16LE(DESCRIPTOR.length, 260)
  create.writeUInt16LE(BUS_USB, 262)
  create.writeUInt32LE(vendorId, 264)
  create.writeUInt32LE(productId, 268)
  DESCRIPTOR.copy(create, 280)
  const uhid = openSync('/dev/uhid', 'r+')
  writeSync(uhid, create)
  const report = (...bytes) => {
    const event = Buffer.alloc(14)
    event.writeUInt32LE(INPUT2, 0)
    event.writeUInt16LE(8, 4)
    Buffer.from(bytes).copy(event, 6)
    writeSync(uhid, event)
  }
  return {
    /** Capital letters, digits and hyphens, and Enter. */
    type(text) {
      for (const character of text) {
        const usage = /[A-Z]/.test(character)
          ? 4 + character.charCodeAt(0) - 65
          : character === '-'
            ? 0x2d
            : 0x1e + ((Number(character) + 9) % 10)
        report(/[A-Z]/.test(character) ? 2 : 0, 0, usage)
        report(0)
      }
      report(0, 0, 0x28)
      report(0)
    },
    unplug: () => closeSync(uhid),
  }
}
