import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, withCredentials } from '../../../drivers/camera/credentials.ts'

const credentials = fc.record({
  username: fc.string({ unit: 'grapheme', minLength: 1 }),
  password: fc.string({ unit: 'grapheme', minLength: 6 }),
})

describe('credentials', () => {
  test('come back out of the URL as they went in', () => {
    fc.assert(
      fc.property(credentials, login => {
        const url = withCredentials('rtsp://10.0.0.5:554/stream?channel=1', login)
        expect(url).toMatch(/^rtsp:\/\/[^\s'\\@:/]+:[^\s'\\@:/]+@10\.0\.0\.5:554\/stream\?channel=1$/)
        const [username, password] = url.slice('rtsp://'.length, url.indexOf('@')).split(':').map(decodeURIComponent)
        expect({ username, password }).toEqual(login)
      }),
    )
  })

  test('a URL without them stays what it is, but for what could end a quotation', () => {
    expect(withCredentials('rtsp://10.0.0.5/a', undefined)).toBe('rtsp://10.0.0.5/a')
    expect(withCredentials("rtsp://10.0.0.5/a'\nfile 'b", undefined)).toBe('rtsp://10.0.0.5/a%27%0Afile%20%27b')
  })

  test('are in no text that is shown, wherever they stand', () => {
    fc.assert(
      fc.property(credentials, fc.lorem(), fc.lorem(), (login, before, after) => {
        const url = withCredentials('rtsp://10.0.0.5/a', login)
        const shown = redact(`${before} ${url} ${login.password}: ${after} ${url}`, login)
        expect(shown).not.toContain(login.password)
        expect(shown).not.toContain(url.slice('rtsp://'.length, url.indexOf('@')))
        expect(shown.split('rtsp://10.0.0.5').length).toBe(3)
      }),
    )
  })

  test.each([
    ['rtsp://admin:a@b@10.0.0.5/x: Connection refused', 'rtsp://10.0.0.5: Connection refused'],
    ['rtsp://10.0.0.5/user=admin&password=hunter2&channel=1: gone', 'rtsp://10.0.0.5: gone'],
    ["Impossible to open 'rtsp://10.0.0.5:554/live?password=hunter2'", "Impossible to open 'rtsp://10.0.0.5:554'"],
    ['rtsp://[fe80::1]:8554/hunter2, rtsp://door?hunter2.', 'rtsp://[fe80::1]:8554, rtsp://door.'],
    ['rtsp://admin:12/hunter2@10.0.0.5/x: no', 'rtsp://…: no'],
    ['rtsp://10.0.0.5/password=a@hunter2: no', 'rtsp://…: no'],
    ['rtsp://10.0.0.5:hunter2/x', 'rtsp://10.0.0.5'],
  ])('that stand in a configured URL are not shown either: %s', (text, shown) =>
    expect(redact(text, undefined)).toBe(shown),
  )

  test('in a path or a query are in no text that is shown', () => {
    const word = fc.stringMatching(/^[!-~]{6,20}$/).map(text => `hunter2${text}hunter2`)
    fc.assert(
      fc.property(word, fc.constantFrom('/', '/a?p=', '?', '#', '/a/'), fc.lorem(), (secret, before, after) => {
        expect(redact(`rtsp://10.0.0.5:554${before}${secret}: ${after}`, undefined)).not.toContain('hunter2')
      }),
    )
  })
})
