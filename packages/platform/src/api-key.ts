import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** An API key without its secret: what may be stored. */
export interface KeyProof {
  /** 24 hexadecimal digits that grow with time. */
  readonly id: string;
  /** SHA-256 of the whole key, in hexadecimal. A secret of 256 random bits needs no slow hash. */
  readonly hash: string;
}

/** A key, and the proof of it. */
export interface NewKey extends KeyProof {
  /** `tl_<id>_<secret>_<checksum>`, all hexadecimal. Known to nobody afterwards but who is told now. */
  readonly key: string;
}

const KEY = /^tl_([0-9a-f]{24})_[0-9a-f]{64}_([0-9a-f]{8})$/;

/** Makes a key with a secret of 32 random bytes. */
export function newApiKey(): NewKey {
  const id = Date.now().toString(16).padStart(12, '0') + randomBytes(6).toString('hex');
  const rest = `tl_${id}_${randomBytes(32).toString('hex')}`;
  const key = `${rest}_${checksum(rest)}`;
  return { id, key, hash: hashOf(key) };
}

/** The proof of a key as it was sent; undefined when it is none: another form, or mistyped, which its checksum tells. */
export function proofOf(key: string): KeyProof | undefined {
  const [, id, sum] = KEY.exec(key) ?? [];
  if (id === undefined || sum !== checksum(key.slice(0, -9))) return undefined;
  return { id, hash: hashOf(key) };
}

/** Whether two proofs are of the same key, in a time that does not tell how much of them is the same. */
export function sameKey(a: KeyProof, b: KeyProof): boolean {
  return a.id === b.id && timingSafeEqual(Buffer.from(a.hash, 'hex'), Buffer.from(b.hash, 'hex'));
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
