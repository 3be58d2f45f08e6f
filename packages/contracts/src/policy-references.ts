import { TIERS } from '@tierline/domain';
import { z } from 'zod';

import { officeProblems } from './calendar-references.ts';
import { namesIn } from './condition-references.ts';
import type { PolicyProblem } from './policy-error.ts';
import { promiseProblems } from './promise-references.ts';
import { staffProblems } from './staff-references.ts';

const name = z.string().optional().catch(undefined);
const list = <S extends z.ZodType>(item: S) => z.array(item).catch([]);

/** Only the names in a policy file, read from whatever is there, so that they can be checked beside other faults. */
const names = z.object({
  calendars: z.record(z.string(), z.unknown()).catch({}),
  promises: z
    .object({
      policies: list(z.object({ name, when: z.unknown() }).catch({ name: undefined, when: undefined })),
    })
    .catch({ policies: [] }),
  teams: list(z.object({ id: name }).catch({ id: undefined })),
  agents: list(z.object({ id: name, tier: name }).catch({ id: undefined, tier: undefined })),
  routing: list(z.object({ name, when: z.unknown() }).catch({ name: undefined, when: undefined })),
  fields: list(z.object({ name }).catch({ name: undefined })),
  states: list(z.object({ name }).catch({ name: undefined })),
  webhooks: list(z.object({ id: name }).catch({ id: undefined })),
  pagers: list(z.object({ id: name }).catch({ id: undefined })),
  engineering: z
    .object({ trackers: list(z.object({ id: name }).catch({ id: undefined })) })
    .catch({ trackers: [] }),
});

/** What a policy file names that is not there, or names twice. `file` is the parsed YAML, whatever it holds. */
export function referenceProblems(file: unknown): readonly PolicyProblem[] {
  const parsed = names.safeParse(file);
  if (!parsed.success) return [];
  const { calendars, promises, teams, agents, routing, fields, states, webhooks, pagers, engineering } =
    parsed.data;
  const asked = [
    ...routing.flatMap(({ when }, index) => namesIn(when, `routing.${index}.when`)),
    ...promises.policies.flatMap(({ when }, index) => namesIn(when, `promises.policies.${index}.when`)),
  ];
  return [
    ...promiseProblems(file),
    ...asked.flatMap(({ path, calendar }) =>
      calendar === undefined || Object.hasOwn(calendars, calendar)
        ? []
        : [{ path, message: `names the calendar ${calendar}, which is not under calendars` }],
    ),
    ...officeProblems(calendars),
    ...asked.flatMap(({ path, field }) =>
      field === undefined || fields.some((known) => known.name === field)
        ? []
        : [{ path, message: `names the field ${field}, which is not under fields` }],
    ),
    ...staffProblems(file),
    ...unstaffed(agents.map(({ tier }) => tier)),
    ...repeated(
      'teams',
      'id',
      teams.map(({ id }) => id),
    ),
    ...repeated(
      'agents',
      'id',
      agents.map(({ id }) => id),
    ),
    ...repeated(
      'routing',
      'name',
      routing.map((rule) => rule.name),
    ),
    ...repeated(
      'fields',
      'name',
      fields.map((field) => field.name),
    ),
    ...repeated(
      'states',
      'name',
      states.map((state) => state.name),
    ),
    ...repeated(
      'webhooks',
      'id',
      webhooks.map(({ id }) => id),
    ),
    ...repeated(
      'promises.policies',
      'name',
      promises.policies.map((policy) => policy.name),
    ),
    // In one list: deliveries go by these ids.
    ...repeated(
      'pagers',
      'id',
      [...webhooks, ...pagers].map(({ id }) => id),
    ).flatMap(({ path, message }) => {
      const index = Number(path.split('.')[1]) - webhooks.length;
      return index < 0 ? [] : [{ path: `pagers.${index}.id`, message }];
    }),
    ...repeated(
      'engineering.trackers',
      'id',
      engineering.trackers.map(({ id }) => id),
    ),
  ];
}

function unstaffed(tiers: readonly (string | undefined)[]): PolicyProblem[] {
  // Somebody whose tier cannot be read may be the one who is missed; that is reported as it is.
  if (tiers.length === 0 || tiers.includes(undefined)) return [];
  return TIERS.filter((tier) => !tiers.includes(tier)).map((tier) => ({
    path: 'agents',
    message: `nobody works on ${tier}`,
  }));
}

function repeated(part: string, key: string, values: readonly (string | undefined)[]): PolicyProblem[] {
  return values.flatMap((value, index) =>
    value !== undefined && values.indexOf(value) < index
      ? [{ path: `${part}.${index}.${key}`, message: `is used twice: ${value}` }]
      : [],
  );
}
