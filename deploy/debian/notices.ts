import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nanodet } from '../../models/weights/nanodet.ts'
import { NODE } from './node.ts'

/** Licences whose text every Debian has. */
const COMMON = new Map([
  ['Apache-2.0', 'Apache-2.0'],
  ['GPL-2.0', 'GPL-2'],
  ['LGPL-3.0-or-later', 'LGPL-3'],
  ['MPL-2.0', 'MPL-2.0'],
  ['CC0-1.0', 'CC0-1.0'],
])

/** Without a holder: whose each module is stands in its own stanza. */
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge,
publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE
FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION
WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

/** Licences that may be handed on by their address, of which the modules bring no text. */
const ADDRESSED = new Map([['CC-BY-3.0', 'https://creativecommons.org/licenses/by/3.0/legalcode']])

/** What else is to be said of a module whose program has others in it. */
const INSIDE: readonly (readonly [module: RegExp, comment: string])[] = [
  [
    /^@img\/sharp-libvips-/,
    'what is in it, and under which licences, is in its README.md and versions.json; sources, and how it is built: https://github.com/lovell/sharp-libvips. It is a library of its own, which may be replaced.',
  ],
  [
    /^@vladmandic\/human-models$/,
    `of it only ${nanodet.name}, of ${nanodet.author}, whose licence is ${nanodet.licence}.`,
  ],
  [/^onnxruntime-node$/, 'what is in it, and under which licences, is in /usr/share/doc/aisle/NOTICE.onnxruntime.gz.'],
]

interface Module {
  readonly path: string
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  readonly holders: readonly string[]
  /** The text that it brings along. */
  readonly text: string | undefined
  readonly notice: string | undefined
}

/** Every module below a node_modules folder, nested ones too, in the order of their paths. */
export function modulesIn(folder: string, path = ''): Module[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => {
      const here = join(folder, name)
      if (name.startsWith('@')) return modulesIn(here, join(path, name))
      const nested = join(here, 'node_modules')
      const below = existsSync(nested) ? modulesIn(nested, join(path, name, 'node_modules')) : []
      return existsSync(join(here, 'package.json')) ? [moduleAt(here, join(path, name)), ...below] : below
    })
}

/** Machine-readable debian/copyright (DEP-5) of the whole package, made from what each module says of itself. */
export function copyright(modules: readonly Module[]): string {
  const stanzas = [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: aisle',
    'Files: *\nCopyright: the authors of Aisle\nLicense: Apache-2.0',
    `Files: usr/lib/aisle/node\nCopyright: Node.js contributors, Joyent, Inc. and others\nLicense: Node\nComment: Node.js ${NODE.version} as its project releases it.`,
    ...modules.map(({ path, name, version, licence, holders }) =>
      [
        `Files: usr/lib/aisle/node_modules/${path}/*`,
        `Copyright: ${holders.length > 0 ? holders.join('\n ') : 'its authors'}`,
        `License: ${short(licence)}`,
        `Comment: ${[`version ${version}`, ...INSIDE.filter(([known]) => known.test(name)).map(([, said]) => said)].join('; ')}`,
      ].join('\n'),
    ),
    'License: Node\n That of Node.js and of what it is made with is in /usr/share/doc/aisle/LICENSE.node.gz.',
  ]
  const named = new Map([['Apache-2.0', 'Apache-2.0'], ...modules.map(m => [short(m.licence), m.licence] as const)])
  for (const [name, licence] of [...named].sort()) {
    const common = COMMON.get(licence)
    const body = common ? `The whole text is in /usr/share/common-licenses/${common}.` : textOf(licence, modules)
    stanzas.push(`License: ${name}\n${indented(body)}`)
  }
  return `${stanzas.join('\n\n')}\n`
}

/** The text of a licence without the names of any one module's holders. */
function textOf(licence: string, modules: readonly Module[]): string {
  if (licence === 'MIT') return MIT
  const address = ADDRESSED.get(licence)
  if (address) return `The whole text is at ${address}.`
  const text = modules.find(m => m.licence === licence && m.text !== undefined)?.text
  if (text === undefined)
    throw new Error(`No module brings the text of its licence ${licence}: add where it is to notices.ts`)
  return text
    .split('\n')
    .filter(line => !isHolder(line.trim()))
    .join('\n')
}

/** What licences such as Apache-2.0 (section 4d) ask to be handed on. */
export function notices(modules: readonly Module[]): string {
  const found = modules.filter(({ notice }) => notice !== undefined)
  const head = 'Aisle contains these modules, whose authors ask that what follows is handed on with them.'
  return `${[head, ...found.map(({ name, version, notice }) => `${name} ${version}\n\n${notice!.trim()}`)].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`
}

function moduleAt(folder: string, path: string): Module {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder)
  const read = (name: RegExp) => {
    const file = files.find(one => name.test(one))
    return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8')
  }
  const text = read(/^(licen[cs]e|copying|unlicense)/i)
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name
  return {
    path,
    name: manifest.name,
    version: manifest.version,
    licence: licenceOf(manifest, text),
    holders: [...holdersIn(text ?? ''), ...(text && holdersIn(text).length > 0 ? [] : [author].filter(Boolean))],
    text,
    notice: read(/^notice/i),
  }
}

function licenceOf({ license, licenses }: { license?: unknown; licenses?: unknown }, text: string | undefined): string {
  const told = license ?? licenses
  if (typeof told === 'string' && !/^see /i.test(told)) return told
  const first = Array.isArray(told) ? told[0] : told
  if (first && typeof first === 'object' && 'type' in first) return String(first.type)
  return /MIT/.test(text ?? '') || /Permission is hereby granted, free of charge/.test(text ?? '') ? 'MIT' : 'unknown'
}

function holdersIn(text: string): string[] {
  const lines = text.split('\n').map(line => line.trim())
  return lines.filter(isHolder).map(line => line.replace(/^copyright( \(c\))?:? ?/i, ''))
}

function isHolder(line: string): boolean {
  return /^(copyright|\(c\)|©).*\d{4}/i.test(line)
}

/** A name without blanks, as DEP-5 wants it; its `and`, `or` stay. */
function short(licence: string): string {
  return licence.replace(/[()]/g, '').replace(/ AND /g, ' and ').replace(/ OR /g, ' or ')
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map(line => (line.trim() === '' ? ' .' : ` ${line.trimEnd()}`))
    .join('\n')
}
