import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the whole workspace, from here or from where this is compiled to. */
export const REPOSITORY: string = rootOf(import.meta.dirname);

function rootOf(folder: string): string {
  return existsSync(join(folder, 'pnpm-workspace.yaml')) ? folder : rootOf(dirname(folder));
}
