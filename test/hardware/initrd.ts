import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Kernel } from './kernel.ts'
import { run } from './say.ts'

/** What the kernel needs to see the files of this machine. */
const MODULES = ['virtio_pci', '9pnet_virtio', '9p', 'overlay']

/** The files of this machine, read-only, with a layer of memory over them; then the guest's own program, then off. */
const INIT = `#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
for m in $($B cat /mod/order); do $B insmod /mod/$m 2>/dev/null; done
$B mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose machine /host || $B poweroff -f
$B mount -t tmpfs -o size=1g tmpfs /rw; $B mkdir /rw/u /rw/w
$B mount -t overlay -o lowerdir=/host,upperdir=/rw/u,workdir=/rw/w,index=off,xino=off,metacopy=off,redirect_dir=off overlay /new || $B poweroff -f
$B mount -t proc proc /new/proc; $B mount -t sysfs sys /new/sys; $B mount -t devtmpfs dev /new/dev
$B mkdir -p /new/dev/shm /new/dev/pts; $B mount -t tmpfs tmpfs /new/dev/shm; $B mount -t tmpfs tmpfs /new/run; $B mount -t tmpfs tmpfs /new/tmp
$B mount -t devpts devpts /new/dev/pts
word() { $B sed -n "s/.*$1=\\([^ ]*\\).*/\\1/p" /proc/cmdline; }
$B mkdir -p /new/run/out
$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 out /new/run/out
$B ip link set lo up
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root MODULES=$(word modules)
$B chroot /new $(word node) $(word guest) > /new/run/out/log 2>&1
echo "guest ended with $?" >> /new/run/out/log
$B sync; $B poweroff -f
`

/** Makes the first file system of the guest; answers where it lies. */
export function initrd({ version, folder }: Kernel): string {
  const root = join(folder, 'initrd')
  const modules = join(folder, 'lib/modules', version)
  rmSync(root, { recursive: true, force: true })
  for (const name of ['bin', 'mod', 'proc', 'sys', 'dev', 'host', 'rw', 'new'])
    mkdirSync(join(root, name), { recursive: true })
  run('cp', ['/bin/busybox', join(root, 'bin')])
  const order: string[] = []
  for (const path of MODULES.flatMap(name => needed(modules, name)))
    if (!order.includes(basename(path))) {
      run('cp', [join(modules, path), join(root, 'mod')])
      order.push(basename(path))
    }
  writeFileSync(join(root, 'mod/order'), order.join('\n'))
  writeFileSync(join(root, 'init'), INIT, { mode: 0o755 })
  const packed = join(folder, 'initrd.gz')
  run('sh', ['-c', `cd '${root}' && find . | cpio -o -H newc --quiet | gzip -1 > '${packed}'`])
  return packed
}

/** The module and what it needs, that first. */
function needed(modules: string, name: string): string[] {
  const line = readFileSync(join(modules, 'modules.dep'), 'utf8')
    .split('\n')
    .find(one => one.split(':')[0]!.endsWith(`/${name}.ko`))
  if (!line) throw new Error(`The kernel has no module ${name}.`)
  const [own = '', ...others] = line.replace(':', '').split(' ')
  return [...others.filter(one => one !== '').reverse(), own]
}
