import { existsSync } from 'node:fs'
import { defineCommand } from 'citty'
import type { Config } from '../../../config/config.ts'
import { Fault } from '../../../config/fault.ts'
import type { Anchor } from '../../identity/audit.ts'
import { type Gallery, openGallery } from '../../identity/gallery/gallery.ts'
import { readStoreKey } from '../../identity/gallery/key.ts'
import { netOf } from '../../identity/gallery/net.ts'
import { type Flaw, prove } from '../../identity/proof.ts'
import { EXIT, print } from '../run.ts'
import { seen } from './list.ts'
import { consentArgs, withLedger } from './opened.ts'

const TOLD: Readonly<Record<Flaw['flaw'], string>> = {
  missing: 'is missing',
  changed: 'was changed, or stands where it does not belong',
  'cut-off': 'was published, and the log ends before it',
  'another-history': 'is not the one that was published',
  'withdrawal-lost': 'tells of a withdrawal that the ledger has lost',
  'withdrawal-unlogged': 'and all before know nothing of a withdrawal in the ledger',
  'template-lost': 'tells of an enrolment whose template is not in the gallery',
  'template-unlogged': 'and all before know nothing of a template in the gallery',
  'template-returned': 'tells of an erasure, and the template is in the gallery again; a running agent erases it',
}

export const verify = defineCommand({
  meta: {
    name: 'verify',
    description:
      'Whether the log of decisions is whole, which consents are still signed by a trusted key, and, where the key of the gallery is at hand, whether the gallery holds what the log says.',
  },
  args: {
    ...consentArgs,
    anchor: {
      type: 'string',
      valueHint: 'N:HASH',
      description:
        'A place in the log as a consent event told it (anchor); several with commas. An end cut off shows only so.',
    },
  },
  run({ args }) {
    const anchors = (args.anchor ?? '')
      .split(',')
      .filter(text => text !== '')
      .map(anchorOf)
    return withLedger(args.config, async (ledger, config) => {
      const gallery = galleryOf(config)
      const { head, flaws } = prove(ledger.db, anchors, Array.isArray(gallery) ? gallery : undefined)
      const unverified: string[] = []
      for (const kept of ledger.all())
        if ((await seen(kept, ledger, Date.now())).state === 'unverified') unverified.push(kept.receipt)
      const ok = flaws.length === 0 && unverified.length === 0
      const isCompared = Array.isArray(gallery)
      print(args.json, { ok, head, flaws, unverified, gallery: isCompared ? 'compared' : gallery }, () =>
        [
          flaws.length === 0
            ? `The log is whole: ${head.sequence} entries, head ${head.sequence}:${head.hash}`
            : `The log is not whole: ${flaws.length} flaw(s)`,
          ...flaws.map(
            ({ sequence, flaw, receipt }) => `  entry ${sequence} ${TOLD[flaw]}${receipt ? ` (${receipt})` : ''}`,
          ),
          ...unverified.map(receipt => `  consent ${receipt} is not signed by a key that is trusted`),
          ...(gallery === 'locked' ? ['  The gallery could not be opened, and was not compared with the log.'] : []),
        ].join('\n'),
      )
      if (!ok) process.exitCode = EXIT.failed
    })
  },
})

/** Under which consents templates are kept; or why that is not known. */
function galleryOf(config: Config): string[] | 'none' | 'locked' {
  const { identity } = config
  if (!identity || !existsSync(identity.gallery.path)) return 'none'
  let gallery: Gallery | undefined
  try {
    gallery = openGallery(identity.gallery.path, readStoreKey(identity.gallery.key), netOf(), config.store.timezone)
    return [...gallery.whose()].map(({ receipt }) => receipt)
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown
    return 'locked'
  } finally {
    gallery?.close()
  }
}

/** @throws Fault ARGUMENT_INVALID */
function anchorOf(text: string): Anchor {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (sequence === undefined || hash === undefined)
    throw new Fault('ARGUMENT_INVALID', {
      argument: '--anchor',
      value: text,
      expected: 'a number, a colon and 64 hex digits',
    })
  return { sequence: Number(sequence), hash }
}
