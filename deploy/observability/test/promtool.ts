import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { toolPath } from '@tierline/testkit';

export const root = new URL('../../../', import.meta.url);

/** Prometheus's checker. */
const promtool = toolPath('promtool');

/** The path of a folder of deploy/prometheus, with a slash at its end. */
export function folder(name: 'rules' | 'tests'): string {
  return fileURLToPath(new URL(`deploy/prometheus/${name}/`, root));
}

/** For the hook `before`: skips the tests of its suite where there is no promtool, and says why. */
export function skipWithoutPromtool(context: Mocha.Context): void {
  if (promtool !== undefined) return;
  process.stdout.write('    no promtool on the PATH or in .cache/tools; it comes with Prometheus\n');
  context.skip();
}

/** Resolves with what promtool says; rejects with that when it finds fault. */
export async function runPromtool(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(promtool ?? '', args, { cwd: folder('tests') });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}`, { cause: error });
  }
}
