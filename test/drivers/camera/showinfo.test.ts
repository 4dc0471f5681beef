import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Announced, ShowInfo } from '../../../drivers/camera/showinfo.ts'

const SAID = `[info] Input #0, matroska,webm, from 'door.mkv':
[info]     Stream #0:0: Video: ffv1, yuv420p, 320x240, 10 fps
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] config in time_base: 1/1000, frame_rate: 10/1
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] config out time_base: 0/0, frame_rate: 0/0
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] n:   0 pts:     67 pts_time:0.067   duration:    100 pos:      719 fmt:nv12 sar:1/1 s:320x240 i:P iskey:1 type:I
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] color_range:tv color_space:bt470bg color_primaries:unknown color_trc:unknown
[info]     title           : [Parsed_showinfo_3 @ 0x1] [info] n: 0 pts: 1 s:9x9 i
[h264 @ 0x56] [error] error while decoding MB 4 2, bytestream -9
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] n:   1 pts:  -1000 pts_time:-1      duration:    100 pos:      719 fmt:gray16le sar:1/1 s:640x480 i:P iskey:1 type:I
[Parsed_showinfo_3 @ 0x55c5298bb300] [info] n:   2 pts:  NOPTS pts_time:NOPTS   duration:    100 pos:      719 fmt:nv12 sar:1/1 s:640x480 i:P iskey:1 type:I
[null @ 0x57] [error] Application provided invalid, non monotonically increasing dts to muxer in stream 0: 7 >= 7
[tcp @ 0x57] [concat @ 0x58] [error] Connection refused
[fatal] nothing goes any more
`

function heard(...pieces: string[]): { announced: Announced[]; errors: readonly string[] } {
  const info = new ShowInfo()
  for (const piece of pieces) info.push(piece)
  const announced: Announced[] = []
  while (info.next) announced.push(info.take())
  return { announced, errors: info.errors }
}

const EXPECTED = {
  announced: [
    { seconds: 0.067, format: 'nv12', width: 320, height: 240 },
    { seconds: -1, format: 'gray16le', width: 640, height: 480 },
    { seconds: Number.NaN, format: 'nv12', width: 640, height: 480 },
  ],
  errors: ['error while decoding MB 4 2, bytestream -9', 'Connection refused', 'nothing goes any more'],
}

describe('what ffmpeg says', () => {
  test('is times, formats, sizes and errors', () => expect(heard(SAID)).toEqual(EXPECTED))

  test('may come in any pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: SAID.length })), cuts => {
        const at = [0, ...cuts.sort((a, b) => a - b), SAID.length]
        expect(heard(...at.slice(1).map((end, i) => SAID.slice(at[i], end)))).toEqual(EXPECTED)
      }),
    )
  })

  test('may be anything, and then says nothing and takes no room', () => {
    const words = fc.constantFrom(
      'showinfo',
      '[info]',
      'n: 1 pts: 5 ',
      's:0x7 ',
      'config in time_base: 1/0',
      '\n',
      '[error] ',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), pieces => {
        const { announced, errors } = heard(...pieces)
        expect(errors.length).toBeLessThanOrEqual(8)
        for (const { width, height } of announced) expect(width * height).toBeGreaterThan(0)
      }),
    )
  })

  test('in one endless line is forgotten', () => {
    const info = new ShowInfo()
    for (let i = 0; i < 1000; i++) info.push('x'.repeat(1000))
    info.push(`\n${SAID}`)
    expect(info.next).toEqual(EXPECTED.announced[0])
  })
})
