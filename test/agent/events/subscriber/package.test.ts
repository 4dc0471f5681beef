import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { embed } from '../../../../agent/publish/embedded.ts'
import { ROOT } from '../../../../config/root.ts'
import { scratch } from '../../../e2e/aisled.ts'
import { Teller } from './teller.ts'

const root = fileURLToPath(ROOT)
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** What a program says; one that hangs is named, and what it had said. */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { cwd, timeout: 120_000 })
  return stdout
}
const node = (args: readonly string[], cwd: string) => run(process.execPath, args, cwd)

const folder = scratch()
const ends: (() => unknown)[] = [() => folder.remove()]
afterAll(async () => {
  for (const end of ends.reverse()) await end()
})

/** A program of somebody else, in plain JavaScript. */
const PROGRAM = `
import { Fault, subscribe } from 'aisle/subscriber'
const options = { url: process.argv[2], protocol: '3.1.1', name: 'cloud', stores: [{ tenant: 'acme', store: 'vienna' }] }
try {
  subscribe({ ...options, progress: 'positions.db', window: 0 })
} catch (thrown) {
  console.log(thrown instanceof Fault && thrown.code)
}
const own = { load: () => [], commit: (_, work) => work() }
const shop = subscribe({ ...options, progress: process.argv[3] ?? own })
shop.on('visit.ended', async event => {
  console.log('lasted', event.data.durationSeconds)
  setTimeout(() => shop.stop())
})
await shop.start()
`

/** And one in TypeScript, with what it must not say. */
const TYPED = `
import { type Fault, type Progress, subscribe, type Told } from 'aisle/subscriber'
const options = { url: 'mqtt://127.0.0.1', name: 'cloud', stores: [{ tenant: 'acme', store: 'vienna' }] }
subscribe({ ...options, progress: 'positions.db' })
  .on('visit.ended', async ({ data, subject }, db) => {
    const seconds: number = data.durationSeconds
    const visit: string = subject
    db.prepare('INSERT INTO visit VALUES (?, ?)').run(visit, seconds)
    // @ts-expect-error no visit has it
    data.colour
  })
  // @ts-expect-error no event has that name
  .on('visit.pondered', () => {})
  .onLoss(gap => gap.through.length)
const progress: Progress<{ rows: number }> = { load: () => [], commit: (_, work) => work({ rows: 1 }) }
subscribe({ ...options, progress, onFault: (fault: Fault) => fault.message }).onAny((event: Told, tx) => tx.rows + event.id.length)
`

test('a plain program finds aisle/subscriber in the package, with its types', async () => {
  const home = join(folder.folder, 'aisle')
  mkdirSync(home)
  // As `npm run build` does, of what the export reaches.
  const build = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root, outDir: join(home, 'dist'), typeRoots: [join(root, 'node_modules/@types')] },
    files: [join(root, 'agent/events/subscriber/subscribe.ts')],
    include: [],
  }
  await node([tsc, '-p', folder.write('aisle/build.json', JSON.stringify(build))], root)
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'))
  const app = join(folder.folder, 'app')
  const modules = join(app, 'node_modules')
  mkdirSync(join(modules, 'aisle'), { recursive: true })
  // What is published, and no more; and beside it what it says that it depends on.
  const packed = (
    await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder.folder], home)
  ).trim()
  await run('tar', ['-xzf', join(folder.folder, packed), '-C', join(modules, 'aisle'), '--strip-components=1'], app)
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  for (const name of Object.keys(dependencies).filter(name => name !== 'better-sqlite3')) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  folder.write('app/package.json', '{ "type": "module" }')
  folder.write('app/typed.ts', TYPED)
  const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--noEmit', '--types', '']
  await node([tsc, ...options, '--skipLibCheck', 'typed.ts'], app)

  const broker = await embed({ host: '127.0.0.1', port: 0 })
  ends.push(() => broker.close())
  const agent = await new Teller(broker.url).begin()
  ends.push(() => agent.end())
  await agent.tell('visit.ended')
  const file = folder.write('app/main.js', PROGRAM)
  // Whoever keeps positions elsewhere need not have SQLite.
  expect(await node([file, broker.url], app)).toBe('SUBSCRIBER_UNFIT\nlasted 252.5\n')
  symlinkSync(join(root, 'node_modules/better-sqlite3'), join(modules, 'better-sqlite3'))
  expect(await node([file, broker.url, 'positions.db'], app)).toBe('SUBSCRIBER_UNFIT\nlasted 252.5\n')
}, 300_000)
