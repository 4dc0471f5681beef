import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { NUMBERS } from '../faces/template.ts'
import { KEY } from './key.ts'

/** For which row something was sealed: it opens in no other, and under no other net. `tag` stands for the pseudonym. */
export interface Label {
  readonly tag: Buffer
  readonly model: string
  readonly version: string
}

/** Whose a template is, and the consent by which it is kept. */
export interface Whose {
  readonly member: string
  readonly receipt: string
}

/** What lies in the database: the data key, wrapped by that of the store; and under the data key whose it is, and the template. */
export interface Sealed {
  readonly wrapped: Buffer
  readonly whose: Buffer
  readonly sealed: Buffer
}

const NONCE = 12
const TAG = 16
/** Bytes of a template in memory. */
const TEMPLATE = 4 * NUMBERS

/** Seals a template under a data key that is made for it and known to nobody after. AES-256-GCM, NIST SP 800-38D. */
export function seal(whose: Whose, template: Float32Array, label: Label, wrapping: Buffer): Sealed {
  const dataKey = randomBytes(KEY)
  const plain = Buffer.alloc(TEMPLATE)
  try {
    for (let i = 0; i < NUMBERS; i++) plain.writeFloatLE(template[i], 4 * i)
    return {
      wrapped: encrypt(dataKey, wrapping, bound(label, 'key')),
      whose: encrypt(Buffer.from(JSON.stringify([whose.member, whose.receipt])), dataKey, bound(label, 'whose')),
      sealed: encrypt(plain, dataKey, bound(label, 'template', whose.member)),
    }
  } finally {
    dataKey.fill(0)
    plain.fill(0)
  }
}

/** Opens one, the template into `out`. Undefined where a bit of it, or of the row that it was sealed for, is not what it was. */
export function unseal(of: Sealed, label: Label, wrapping: Buffer, out: Float32Array): Whose | undefined {
  const dataKey = decrypt(of.wrapped, wrapping, bound(label, 'key'))
  if (!dataKey) return undefined
  try {
    const named = decrypt(of.whose, dataKey, bound(label, 'whose'))
    if (!named) return undefined
    const [member, receipt] = JSON.parse(named.toString()) as [string, string]
    const plain = decrypt(of.sealed, dataKey, bound(label, 'template', member))
    if (!plain) return undefined
    for (let i = 0; i < NUMBERS; i++) out[i] = plain.readFloatLE(4 * i)
    plain.fill(0)
    return { member, receipt }
  } finally {
    dataKey.fill(0)
  }
}

function encrypt(plain: Buffer, key: Buffer, aad: Buffer): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(aad)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(bytes: Buffer, key: Buffer, aad: Buffer): Buffer | undefined {
  if (bytes.length < NONCE + TAG) return undefined
  const end = bytes.length - TAG
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
  cipher.setAAD(aad).setAuthTag(bytes.subarray(end))
  const plain = cipher.update(bytes.subarray(NONCE, end))
  try {
    cipher.final()
    return plain
  } catch {
    plain.fill(0)
    return undefined
  }
}

function bound({ tag, model, version }: Label, what: string, member = ''): Buffer {
  return Buffer.from(JSON.stringify([what, tag.toString('hex'), model, version, member]))
}
