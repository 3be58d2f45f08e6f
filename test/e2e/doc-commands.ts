import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Less than a test's own time, so that it fails with the command that hangs. */
const PATIENCE_MS = 80_000;

/**
 * Runs every `sh` block of a document as one script, in the repository, and resolves with what it printed. The first
 * command that fails ends it; the error shows what bash did last. So does an answer of `jq` that is false or null.
 */
export async function runCommandsOf(
  document: string,
  { atLeast, env }: { readonly atLeast: number; readonly env: Readonly<Record<string, string>> },
): Promise<string> {
  const text = await readFile(new URL(`../../${document}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, commands]) => commands ?? '');
  assert.ok(blocks.length >= atLeast, `${blocks.length} blocks of commands`);
  const child = spawn('bash', ['-euxo', 'pipefail', '-c', blocks.join('\n')], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const last = `${stdout.slice(-500)}\n${stderr.split('\n').slice(-12).join('\n')}`;
  assert.equal(code, 0, `${document} ends with ${code ?? 'a signal'}:\n${last}`);
  assert.doesNotMatch(stdout, /^(?:false|null)$/m, last);
  return stdout;
}
