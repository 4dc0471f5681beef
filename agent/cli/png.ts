import { Fault } from '../../config/fault.ts'

/** Where a picture is asked for under a name, it has to be that of one. @throws Fault ARGUMENT_INVALID */
export function wantPng(argument: string, file: string | undefined): void {
  if (file === undefined || /\.png$/i.test(file)) return
  throw new Fault('ARGUMENT_INVALID', { argument, value: file, expected: 'a file whose name ends in .png' })
}
