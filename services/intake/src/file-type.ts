import { fileTypeFromBuffer, supportedMimeTypes } from 'file-type';

import { ProblemError } from './problems.ts';

/** Bytes from which types are told. */
const HEAD = 4100;

/** Types whose files are made of another format, as which they are recognised by their beginning. */
const MADE_OF: readonly (readonly [type: RegExp, found: string])[] = [
  [/^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\./, 'application/zip'],
];

/** The media type that a request declares, without parameters. Throws the problem `file-type-not-allowed`. */
export function declaredType(header: string, allowed: readonly string[]): string {
  const type = (header.split(';')[0] ?? '').trim().toLowerCase();
  if (allowed.includes(type)) return type;
  throw new ProblemError('file-type-not-allowed', `${type} is not taken; send one of ${allowed.join(', ')}`);
}

/**
 * The same content, its beginning looked at before any of it is passed on. Throws the problem `file-not-of-its-type` when
 * it is of another type than declared: of a type that is recognised, or of none where the declared one would be.
 */
export async function* ofType(content: AsyncIterable<Uint8Array>, type: string): AsyncGenerator<Uint8Array> {
  const pieces = content[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let size = 0;
  let next = await pieces.next();
  try {
    while (next.done !== true && size < HEAD) {
      head.push(next.value);
      size += next.value.length;
      next = await pieces.next();
    }
    const beginning = Buffer.concat(head);
    await checkType(beginning, type);
    yield beginning;
    for (; next.done !== true; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

async function checkType(beginning: Uint8Array, type: string): Promise<void> {
  const found = (await fileTypeFromBuffer(beginning))?.mime;
  const recognised = found !== undefined && (found === type || isMadeOf(type, found));
  const plain = found === undefined && !supportedMimeTypes.has(type) && !beginning.includes(0);
  if (recognised || plain) return;
  throw new ProblemError(
    'file-not-of-its-type',
    `the file is sent as ${type}, and ${found === undefined ? 'is not' : `is ${found}`}`,
  );
}

function isMadeOf(type: string, found: string): boolean {
  return MADE_OF.some(([made, of]) => made.test(type) && found === of);
}
