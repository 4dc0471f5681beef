import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

/** Upstream first. A file may import from its own layer and from those before it, never from a later one. */
const ORDER = [
  'config',
  'models',
  'drivers',
  'agent/store',
  'agent/vision',
  'agent/tracking',
  'agent/floor',
  'agent/presence',
  'agent/codes',
  'agent/identity',
  'agent/journey',
  'agent/moments',
  'agent/health',
  'agent/events',
  'agent/publish',
  'agent/nodes',
  'agent/fleet',
  'agent/console',
  'agent/lanes',
  'agent/cli',
  'agent',
]

const root = fileURLToPath(new URL('..', import.meta.url))
const layer = (file: string) => ORDER.findIndex(name => file.startsWith(`${name}/`))
const files = ['config', 'models', 'drivers', 'agent'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name)),
)

test('every file belongs to a layer', () => {
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter(file => layer(file) < 0)).toEqual([])
})

test('imports go upstream only', () => {
  const wrong = files.flatMap(file =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)]
      .map(match => relative(root, resolve(root, dirname(file), match[1]!)))
      .filter(target => target !== 'package.json' && (layer(target) < 0 || layer(target) > layer(file)))
      .map(target => `${file} imports ${target}`),
  )
  expect(wrong).toEqual([])
})

test('no file is a drawer', () => {
  expect(files.filter(file => /(^|\/)(utils?|helpers?|common|misc|lib|types)(\.ts|\/)/.test(file))).toEqual([])
})
