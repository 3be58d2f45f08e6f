import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = new URL('../../..', import.meta.url).pathname;
/** What a built package needs to run. */
const PARTS: ReadonlySet<string> = new Set(['dist', 'package.json', 'node_modules']);

/** A field that this release does not know, in what the next one sends and stores. */
export const LATER_FIELD = 'laterField';
const LATER = `${LATER_FIELD}: 'next release'`;

/** What the next release has otherwise: each text stands so often in the file. */
const CHANGES: readonly {
  readonly file: string;
  readonly times: number;
  readonly before: string;
  readonly after: string;
}[] = [
  // It reads the next version of payloads as well, and sends the one that both know.
  {
    file: 'contracts/dist/queue-payloads.js',
    times: 2,
    before: 'v: z.literal(1)',
    after: 'v: z.literal([1, 2])',
  },
  {
    file: 'contracts/dist/queue-payloads.js',
    times: 1,
    before: 'KNOWN_VERSION = 1',
    after: 'KNOWN_VERSION = 2',
  },
  {
    file: 'platform/dist/wake-queue.js',
    times: 1,
    before: 'return { v: 1,',
    after: `return { ${LATER}, v: 1,`,
  },
  {
    file: 'platform/dist/wake-queue.js',
    times: 1,
    before: '=> [ticketId, seq])',
    after: "=> [ticketId, seq, 'next release'])",
  },
  {
    file: 'platform/dist/timer-queue.js',
    times: 1,
    before: 'payload: { v: 1,',
    after: `payload: { ${LATER}, v: 1,`,
  },
  // Whatever changes a ticket is written there.
  {
    file: 'store/dist/ticket-writer.js',
    times: 1,
    before: '$set: set,',
    after: `$set: { ...set, ${LATER} },`,
  },
];

/**
 * Builds what the release after this one may be, by docs/operations/upgrades.md, in a folder that is not there yet: its root.
 * It is this release as it was built, with a field more in payloads and tickets, and a version more that it can read.
 * Throws Error where this release is written otherwise than the changes say.
 */
export async function buildNextRelease(root: string): Promise<string> {
  await mkdir(root);
  await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  for (const group of ['packages', 'services'])
    for (const name of await readdir(join(ROOT, group))) {
      const [from, to] = [join(ROOT, group, name), join(root, group, name)];
      const parts = (await readdir(from)).filter((part) => PARTS.has(part));
      await mkdir(to, { recursive: true });
      for (const part of parts)
        await cp(join(from, part), join(to, part), { recursive: true, verbatimSymlinks: true });
    }
  for (const { file, times, before, after } of CHANGES) {
    const path = join(root, 'packages', file);
    const parts = (await readFile(path, 'utf8')).split(before);
    if (parts.length - 1 !== times)
      throw new Error(`${file} has "${before}" ${parts.length - 1} times, not ${times}`);
    await writeFile(path, parts.join(after));
  }
  return root;
}
