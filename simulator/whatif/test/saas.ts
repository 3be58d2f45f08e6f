import { readFile } from 'node:fs/promises';

import { parseScenario } from '@tierline/model';
import type { Plan } from '@tierline/whatif';

const SAAS = new URL('../../presets/saas/', import.meta.url);

/** The reference organisation over so many days, with so many people. */
export async function saas(
  days: number,
  staff: { T1?: number; T2?: number; T3?: number } = {},
): Promise<Plan> {
  const scenario = parseScenario(await readFile(new URL('scenario.yaml', SAAS), 'utf8'), 'saas');
  return {
    name: 'saas',
    scenario: { ...scenario, run: { ...scenario.run, days }, people: { ...scenario.people, staff } },
    policy: await readFile(new URL('tierline.yaml', SAAS), 'utf8'),
  };
}
