import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../../../.cache/tools', import.meta.url));

/** Where a program is, such as helm or promtool: on the PATH, or where deploy/validate.sh keeps it; undefined for nowhere. */
export function toolPath(name: string): string | undefined {
  return [...(process.env['PATH'] ?? '').split(delimiter), process.env['TIERLINE_TOOLS'] ?? OWN]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
