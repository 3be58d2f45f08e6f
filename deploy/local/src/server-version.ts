import { execFile } from 'node:child_process';

import type { ServerKind } from './server-kind.ts';

const ANSWER_MILLIS = 10_000;

/** What a program says it is, judged against what is needed. */
export type ProbeResult =
  | { readonly kind: 'usable'; readonly version: string }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Runs `file --version`: a program that is too old, broken, or made for another system is not usable. */
export async function probeServer(kind: ServerKind, file: string): Promise<ProbeResult> {
  const output = await new Promise<string | Error>((resolve) => {
    execFile(file, ['--version'], { timeout: ANSWER_MILLIS }, (error, stdout, stderr) => {
      resolve(error === null ? stdout : new Error((stderr.trim() || error.message).split('\n')[0]));
    });
  });
  if (output instanceof Error) return { kind: 'unusable', reason: `does not run: ${output.message}` };
  const match = kind.versionPattern.exec(output);
  if (match === null) return { kind: 'unusable', reason: 'does not say its version' };
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const [oldestMajor, oldestMinor] = kind.oldest;
  const version = `${major}.${minor}`;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor))
    return { kind: 'usable', version };
  return {
    kind: 'unusable',
    reason: `is version ${version}, ${oldestMajor}.${oldestMinor} is the oldest that will do`,
  };
}
