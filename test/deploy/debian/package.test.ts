import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../config/load.ts'
import { ROOT } from '../../../config/root.ts'
import { control } from '../../../deploy/debian/control.ts'
import { copyright } from '../../../deploy/debian/notices.ts'
import { isNeeded } from '../../../deploy/debian/prune.ts'
import { starter } from '../../../deploy/debian/starter.ts'

describe('the package', () => {
  test.each([
    ['onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1', true],
    ['onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1', false],
    ['onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll', false],
    ['onnxruntime-node/dist/index.js', true],
    ['better-sqlite3/build/Release/better_sqlite3.node', true],
    ['better-sqlite3/deps/sqlite3/sqlite3.c', false],
    ['yaml/dist/doc/Document.js', true],
    ['yaml/README.md', false],
    ['mqtt/LICENSE.md', true],
    ['@img/sharp-libvips-linux-x64/README.md', true],
    ['@img/sharp-libvips-linux-x64/versions.json', true],
    ['@types/node/index.d.ts', false],
    ['zod/index.d.cts', false],
    ['pcap/pcap.js', false],
    ['@mediapipe/face_detection/face_detection_full_range.tflite', true],
    ['@mediapipe/face_detection/face_detection_solution_wasm_bin.wasm', false],
    ['@vladmandic/face-api/model/face_recognition_model.bin', true],
    ['@vladmandic/face-api/dist/face-api.js', false],
    ['tar/node_modules/yallist/dist/esm/index.js', true],
    ['some-hid/prebuilds/HID-linux-x64/node-napi-v4.node', true],
    ['some-hid/prebuilds/HID-win32-x64/node-napi-v4.node', false],
    ['some-port/prebuilds/linux-arm64/node.napi.armv8.node', false],
    ['some-port/prebuilds/linux-x64/node.napi.glibc.node', true],
    ['some-port/prebuilds/linux-x64/node.napi.musl.node', false],
    ['some-hid/prebuilds/HID-linux-x64-musl/node-napi-v4.node', false],
  ])('for x64 holds %s: %s', (path, isHeld) => {
    expect(isNeeded(path, 'x64')).toBe(isHeld)
  })

  test('begins with the example, which is right where it is laid, and keeps its events beside it', () => {
    const text = starter(readFileSync(new URL('config/example.yaml', ROOT), 'utf8'))
    expect(parseConfig(text, '/etc/aisle')).toMatchObject({ config: { outbox: { path: '/etc/aisle/aisle.db' } } })
    expect(text).toContain('\n# Every option is explained in: man aisle.yaml. Metres')
    expect(() => starter('store: {}')).toThrow('not once any more')
  })

  test('depends on every program that a driver starts', () => {
    const facts = { version: '1.2.3', architecture: 'amd64', kibibytes: 7, libraries: 'libc6 (>= 2.34)' } as const
    const depends = /^Depends: (.*)$/m.exec(control(facts))![1]!.split(', ')
    expect(depends).toEqual(expect.arrayContaining(['libc6 (>= 2.34)', 'ffmpeg', 'tcpdump', 'iw', 'iproute2']))
  })

  test('hands on what the authors of ONNX Runtime of this very version say of all that is in it', () => {
    const lock = JSON.parse(readFileSync(new URL('package-lock.json', ROOT), 'utf8'))
    const { version } = lock.packages['node_modules/onnxruntime-node']
    const text = readFileSync(new URL(`deploy/debian/notices/onnxruntime-${version}.txt`, ROOT), 'utf8')
    expect(text).toMatch(/protobuf/i)
  })

  test('says of each module whose it is and under which licence', () => {
    const module = { name: 'm', version: '1.0.0', path: 'm', notice: undefined }
    const stranger = '2017 A Stranger'
    const told = copyright([
      { ...module, licence: 'MIT', holders: ['2020 Somebody'], text: 'MIT License\n\nCopyright 2020 Somebody' },
      { ...module, path: 'n', licence: 'ISC', holders: [], text: `ISC\n\nCopyright (c) ${stranger}\n\nPermission` },
    ])
    expect(told).toContain('Files: usr/lib/aisle/node_modules/m/*\nCopyright: 2020 Somebody\nLicense: MIT\n')
    const texts = told.slice(told.indexOf('License: Node\n '))
    expect(texts).toContain('License: MIT\n Permission is hereby granted')
    expect(texts).toContain('License: ISC\n ISC\n')
    for (const name of ['Somebody', stranger]) expect(texts).not.toContain(name)
    expect(() => copyright([{ ...module, licence: 'Beerware', holders: [], text: undefined }])).toThrow('Beerware')
  })
})
