import { z } from 'zod';

import type { PolicyProblem } from './policy-error.ts';

const known = z.object({
  calendars: z.record(z.string(), z.unknown()).catch({}),
  promises: z.object({ ladders: z.record(z.string(), z.unknown()).catch({}) }).catch({ ladders: {} }),
  pagers: z.array(z.object({ id: z.string() }).catch({ id: '' })).catch([]),
});

/** What promises, tiers and ladders name that is not there: calendars, ladders, pagers. `file` may be anything. */
export function promiseProblems(file: unknown): readonly PolicyProblem[] {
  const parsed = known.safeParse(file);
  if (!parsed.success) return [];
  const { calendars, promises, pagers } = parsed.data;
  const kinds: Readonly<Record<string, { readonly has: (name: string) => boolean; readonly where: string }>> =
    {
      calendar: { has: (name) => Object.hasOwn(calendars, name), where: 'under calendars' },
      ladder: { has: (name) => Object.hasOwn(promises.ladders, name), where: 'under promises.ladders' },
      page: { has: (name) => pagers.some(({ id }) => id === name), where: 'under pagers' },
    };

  function within(value: unknown, path: string): PolicyProblem[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
      const place = `${path}.${key}`;
      const kind = Array.isArray(value) ? undefined : kinds[key];
      if (kind === undefined || typeof inner !== 'string') return within(inner, place);
      return kind.has(inner)
        ? []
        : [
            {
              path: place,
              message: `names the ${key === 'page' ? 'pager' : key} ${inner}, which is not ${kind.where}`,
            },
          ];
    });
  }

  const { promises: made, tiers } = file as { readonly promises?: unknown; readonly tiers?: unknown };
  return [...within(made, 'promises'), ...within(tiers, 'tiers')];
}
