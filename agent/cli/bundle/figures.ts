import { execFile } from 'node:child_process'
import { existsSync, statfsSync, statSync } from 'node:fs'
import { arch, cpus, freemem, loadavg, release, totalmem, uptime } from 'node:os'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { why } from '../../../config/fault.ts'
import { VERSION } from '../../health/version.ts'

const PATIENCE_MS = 10_000
/** What it runs as, where it was installed as a package. */
const UNIT = 'aisled.service'
const MOST_BYTES = 1 << 24
/** Of a unit: how it is, how often it was begun anew, and what it takes. */
const PROPERTIES = [
  'LoadState',
  'ActiveState',
  'SubState',
  'Result',
  'NRestarts',
  'ExecMainStatus',
  'ActiveEnterTimestamp',
  'MemoryCurrent',
  'MemoryMax',
  'CPUUsageNSec',
  'TasksCurrent',
  'WatchdogUSec',
  'UnitFileState',
]

/** What is installed on this machine, and what it is. */
export async function versions() {
  const [first] = cpus()
  const tools = { ffmpeg: ['-version'], tcpdump: ['--version'], iw: ['--version'], mosquitto: ['-h'] }
  const asked = await Promise.all(
    Object.entries(tools).map(
      async ([tool, words]) => [tool, (await said(tool, words)).split('\n', 1)[0] || 'not there'] as const,
    ),
  )
  return {
    aisle: VERSION,
    node: process.version,
    libraries: process.versions,
    tools: Object.fromEntries(asked),
    machine: {
      ...{ kernel: release(), arch: arch(), cores: cpus().length, cpu: first?.model ?? 'unknown', load: loadavg() },
      ...{
        memoryMegabytes: Math.round(totalmem() / 1e6),
        freeMegabytes: Math.round(freemem() / 1e6),
        upHours: Math.round(uptime() / 360) / 10,
      },
    },
  }
}

/** Sizes and numbers of rows; of what is in them nothing. A running agent holds it alone: then only its size is known. */
export function database(file: string) {
  const sizes = Object.fromEntries(
    ['', '-wal', '-shm'].map(part => [
      `${part || 'database'}Bytes`,
      existsSync(file + part) ? statSync(file + part).size : 0,
    ]),
  )
  const disk = existsSync(dirname(file)) ? statfsSync(dirname(file)) : undefined
  const around = {
    ...sizes,
    ...(disk && { freeMegabytes: Math.round((disk.bavail * disk.bsize) / 1e6), freeInodes: disk.ffree }),
  }
  if (!existsSync(file)) return { ...around, found: 'none yet' }
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 200 })
    const names = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[]
    const rows = Object.fromEntries(
      names.map(name => [
        name,
        db!
          .prepare(`SELECT count(*) FROM "${name.replaceAll('"', '""')}"`)
          .pluck()
          .get(),
      ]),
    )
    const pragma = (name: string) => db!.pragma(name, { simple: true })
    return {
      ...around,
      schema: pragma('user_version'),
      pages: pragma('page_count'),
      free: pragma('freelist_count'),
      pageBytes: pragma('page_size'),
      rows,
    }
  } catch (thrown) {
    return { ...around, found: why(thrown) }
  } finally {
    db?.close()
  }
}

/** How its unit is; empty where this machine has no systemd. */
export function unit(): Promise<string> {
  return said('systemctl', ['show', UNIT, `--property=${PROPERTIES.join(',')}`])
}

/** The last lines that it wrote, oldest first; none where they are not in the journal. */
export async function log(lines: number): Promise<string[]> {
  const all = await said('journalctl', [
    '--unit',
    UNIT,
    '--lines',
    String(lines),
    '--output',
    'cat',
    '--no-pager',
    '--quiet',
  ])
  return all.split('\n').filter(line => line !== '')
}

/** What a program says; empty where it is not there, or fails. */
function said(tool: string, words: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    execFile(tool, words, { timeout: PATIENCE_MS, maxBuffer: MOST_BYTES }, (_, stdout, stderr) =>
      resolve((stdout || stderr).trim()),
    )
  })
}
