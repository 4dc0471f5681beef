import { Message } from './wire.ts'

/** A bare number is ONNX's INT, a list its INTS; a FLOAT says so, since JavaScript cannot tell 1 from 1.0. */
export type Attribute = number | string | readonly number[] | { readonly float: number }
export type Attributes = Readonly<Record<string, Attribute>>

const FLOAT = 1
const INT = 2
const STRING = 3
const INTS = 7

/** AttributeProto of onnx.proto3. @throws RangeError for an INT that is not whole. */
export function attributeProto(name: string, value: Attribute): Message {
  const out = new Message().text(1, name)
  if (typeof value === 'number') return out.whole(3, value).whole(20, INT)
  if (typeof value === 'string') return out.text(4, value).whole(20, STRING)
  if ('float' in value) return out.float(2, value.float).whole(20, FLOAT)
  for (const one of value) out.whole(8, one)
  return out.whole(20, INTS)
}
