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
        expect(shown.split('rtsp://10.0.0.5/a').length).toBe(3)
      }),
    )
  })

  test('that stand in a configured URL are not shown either', () =>
    expect(redact('rtsp://admin:a@b@10.0.0.5/x: Connection refused', undefined)).toBe(
      'rtsp://10.0.0.5/x: Connection refused',
    ))
})
