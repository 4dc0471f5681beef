import type { FaultCode } from '../../config/fault.ts'

/** What a code of a fault means to whoever stands before the sensor; the log says more. */
export const CAUSES: Readonly<Partial<Record<FaultCode, string>>> = {
  SOURCE_LOST: 'Nothing comes from it: see to its power, cable and address',
  SOURCE_REFUSED: 'It refuses us: see to its user name, password and rights',
  SENSOR_UNWELL: 'See to its view, power, cable and antenna',
  CAMERA_DARK: 'It shows nothing',
  PICTURE_UNFIT:
    'Its pictures are not of the size that it was calibrated in: set that size again, or calibrate it anew',
  CALIBRATION_UNFIT: 'Its calibration gives no floor: measure its spots anew',
  CHANNEL_HELD: 'It does not change channels as planned, and listens where it can',
  CAPTURE_MALFORMED: 'Its capture cannot be read any further',
  IMAGE_UNREADABLE: 'A picture of its recording cannot be read',
  FILE_UNREADABLE: 'A file that it needs cannot be read',
  TOOL_MISSING: 'A program that reads it is not installed',
  MODULE_MISSING: 'A module that reads it is not installed',
  MODEL_MISSING: 'The model that looks at its pictures is not there: aislectl models pull',
  MODEL_CORRUPT: 'The model that looks at its pictures is damaged: aislectl models pull',
  ENGINE_FAILED: 'What looks at its pictures fails',
  CLOCK_APART: 'Its clock is off',
  NODE_SILENT: 'Its machine says nothing: see to that machine and to the network between',
}

/** A cause, which is a code or words, as people read it. */
export function meaning(cause: string): string {
  return Object.hasOwn(CAUSES, cause) ? `${CAUSES[cause as FaultCode]} (${cause})` : cause
}
