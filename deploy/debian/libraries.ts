import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Debian packages of the shared libraries that programs and modules below `folder` are linked against, as a Depends field has them. */
export function libraries(folder: string): string {
  const programs = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && (/\.(node|so[.\d]*)$/.test(entry.name) || entry.name === 'node'))
    .map(entry => join(entry.parentPath, entry.name))
  // The tool reads debian/control of a source package, and nothing of it but that it is there.
  const source = mkdtempSync(join(tmpdir(), 'aisle-shlibs-'))
  try {
    mkdirSync(join(source, 'debian'))
    writeFileSync(join(source, 'debian', 'control'), 'Source: aisle\n\nPackage: aisle\nArchitecture: any\n')
    const inside = [...new Set(programs.map(file => `-l${join(file, '..')}`))]
    const options = ['-O', '--ignore-missing-info', '--warnings=0', ...inside]
    const { status, stdout, stderr } = spawnSync('dpkg-shlibdeps', [...options, ...programs.map(file => `-e${file}`)], {
      cwd: source,
      encoding: 'utf8',
    })
    // It warns of each $ORIGIN for each folder.
    if (status !== 0)
      throw new Error(
        stderr
          .split('\n')
          .filter(line => !/: warning: /.test(line))
          .join('\n'),
      )
    return stdout.replace(/^shlibs:Depends=/m, '').trim()
  } finally {
    rmSync(source, { recursive: true, force: true })
  }
}
