import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const agent = fileURLToPath(new URL('../../../../agent', import.meta.url))
const files = readdirSync(agent, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))

/** Files that import `target`, or name it as a worker. */
function users(target: string): string[] {
  return files.filter(file =>
    [
      ...readFileSync(join(agent, file), 'utf8').matchAll(/(?:from|import\(|spawn\(import\.meta\.url,) ?'(\.[^']+)'/g),
    ].some(([, path]) => relative(agent, resolve(agent, file, '..', path)).replace(/\.ts$/, '') === target),
  )
}

test('a face comes to the net by one way alone, which asks the gate', () => {
  expect(users('identity/faces/worker')).toEqual(['identity/faces/faces.ts'])
  for (const inside of ['beholder', 'embedder', 'crop'])
    expect(users(`identity/faces/${inside}`).every(file => file.startsWith('identity/faces/'))).toBe(true)
})

test('what embeds photographs is loaded by the commands that judge recognition, never by the agent', () => {
  expect(users('identity/faces/photographs')).toEqual(['cli/evaluate/embed.ts'])
  expect(users('cli/evaluate/embed').filter(file => !file.startsWith('cli/evaluate/'))).toEqual([])
})

test('nobody but the gate says who may be embedded, besides what embeds photographs', () => {
  expect(users('identity/faces/keeper').sort()).toEqual([
    'identity/faces/faces.ts',
    'identity/faces/photographs.ts',
    'identity/gate.ts',
  ])
})
