import { readScenario, type Scenario } from '@tierline/model';
import { parse } from 'yaml';

import { UsageError } from '../failure.ts';

/** What a command line changes of a scenario: a value by the path of its field, in the order in which they are said. */
export type Overrides = readonly (readonly [path: string, value: unknown])[];

/** Short names of fields that are changed often. */
const SHORT: Readonly<Record<string, string>> = {
  t1: 'people.staff.T1',
  t2: 'people.staff.T2',
  t3: 'people.staff.T3',
  rate: 'load.ticketsPerDay',
  days: 'run.days',
};

/** The path of a field, by itself or by its short name. */
export function pathOf(name: string): string {
  return SHORT[name.toLowerCase()] ?? name;
}

/** Reads `t1=10,t2=4,t3=2`. Throws UsageError for anything else. */
export function staffOverrides(text: string): Overrides {
  return text.split(',').map((part) => {
    const [, tier, count] = /^\s*(t[123])\s*=\s*(\d+)\s*$/i.exec(part) ?? [];
    if (tier === undefined) throw new UsageError(`--staff: "${part}" is not like t1=10`);
    return [pathOf(tier), Number(count)];
  });
}

/** Reads `80/15/5`, shares in percent of T1, T2 and T3. Throws UsageError where they are none. */
export function splitOverrides(text: string): Overrides {
  const parts = text.split('/').map(Number);
  const total = parts.reduce((sum, one) => sum + one, 0);
  if (parts.length !== 3 || parts.some((one) => !(one >= 0)) || !(total > 0))
    throw new UsageError(`--split: "${text}" is not like 80/15/5`);
  if (Math.abs(total - 100) > 1e-6) throw new UsageError(`--split: ${text} adds up to ${total}, not to 100`);
  const [t1 = 0, t2 = 0] = parts.map((one) => Number((one / 100).toFixed(9)));
  return [['load.split', { T1: t1, T2: t2, T3: Number((1 - t1 - t2).toFixed(9)) }]];
}

/** Reads `400/day`, `2000/week` or `30/hour`. Throws UsageError for anything else. */
export function rateOverrides(text: string): Overrides {
  const [, count, per] = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(day|hour|week|h|d|w)\s*$/.exec(text) ?? [];
  if (count === undefined)
    throw new UsageError(`--rate: "${text}" is not like 400/day, 2000/week or 30/hour`);
  const fields = {
    d: ['load.ticketsPerDay', Number(count)],
    w: ['load.ticketsPerWeek', Number(count)],
    h: ['load.rates', { everyMinutes: 60, perHour: [Number(count)] }],
  } as const;
  const wanted =
    per?.startsWith('d') === true ? fields.d : per?.startsWith('w') === true ? fields.w : fields.h;
  return [
    ...Object.values(fields).map(([path]) => [path, undefined] as const),
    // Round the clock: there is no week left to speak of.
    ...(wanted === fields.h
      ? ([
          ['load.week', undefined],
          ['load.timeZone', undefined],
        ] as const)
      : []),
    wanted,
  ];
}

/** Reads `work.handle.T1.meanMinutes=12`; the value is YAML. Throws UsageError for anything else. */
export function setOverride(text: string): Overrides {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`--set: "${text}" is not like work.handle.T1.meanMinutes=12`);
  return [[pathOf(text.slice(0, at).trim()), parse(text.slice(at + 1)) as unknown]];
}

/** The scenario with those fields changed. Throws ScenarioError where it is not valid then, UsageError for a path through a value. */
export function withOverrides(scenario: Scenario, overrides: Overrides, source: string): Scenario {
  const data = structuredClone(scenario) as unknown as Record<string, unknown>;
  for (const [path, value] of overrides) put(data, path, value);
  return readScenario(data, source);
}

function put(data: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let place: Record<string, unknown> = data;
  for (const key of keys) {
    const inner = place[key] ?? {};
    if (typeof inner !== 'object') throw new UsageError(`${path}: ${key} is a value, it has no fields`);
    place[key] = inner;
    place = inner as Record<string, unknown>;
  }
  if (value === undefined) delete place[last];
  else place[last] = value;
}
