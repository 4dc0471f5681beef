/** Start of image; comment (ITU-T T.81, table B.1). */
const START = 0xffd8
const COMMENT = 0xfffe
/** Its length counts itself, in 16 bits. */
const MOST = 0xffff - 2

/** A JPEG with a comment in front, as programs that show pictures tell it. @throws RangeError where it is no JPEG, or the comment too long */
export function commented(jpeg: Buffer, words: string): Buffer {
  const text = Buffer.from(words, 'utf8')
  if (jpeg.length < 2 || jpeg.readUInt16BE(0) !== START || text.length > MOST)
    throw new RangeError('no JPEG, or too much to say')
  const head = Buffer.alloc(4)
  head.writeUInt16BE(COMMENT, 0)
  head.writeUInt16BE(text.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, text, jpeg.subarray(2)])
}

/** The comment in front of a JPEG; undefined where there is none. */
export function commentOf(jpeg: Buffer): string | undefined {
  if (jpeg.length < 6 || jpeg.readUInt16BE(0) !== START || jpeg.readUInt16BE(2) !== COMMENT) return undefined
  const end = 4 + jpeg.readUInt16BE(4)
  return end > jpeg.length || end < 6 ? undefined : jpeg.toString('utf8', 6, end)
}
