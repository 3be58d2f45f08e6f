import type { PolicyProblem } from './policy-error.ts';

/** Calendars made of others that name one which is not there, or themselves, by whatever way. `calendars` may hold anything. */
export function officeProblems(calendars: Readonly<Record<string, unknown>>): readonly PolicyProblem[] {
  return Object.keys(calendars).flatMap((name) =>
    officesOf(calendars, name).flatMap((office, index): readonly PolicyProblem[] => {
      const path = `calendars.${name}.offices.${index}`;
      if (typeof office !== 'string') return [];
      if (!Object.hasOwn(calendars, office))
        return [{ path, message: `names the calendar ${office}, which is not under calendars` }];
      return leadsTo(calendars, office, name)
        ? [{ path, message: `names the calendar ${office}, which is made of ${name} itself` }]
        : [];
    }),
  );
}

function officesOf(calendars: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const calendar = Object.hasOwn(calendars, name) ? calendars[name] : undefined;
  if (typeof calendar !== 'object' || calendar === null || !('offices' in calendar)) return [];
  return Array.isArray(calendar.offices) ? calendar.offices : [];
}

/** Whether the calendar `from` is the calendar `to`, or has it among its offices or theirs. */
function leadsTo(calendars: Readonly<Record<string, unknown>>, from: string, to: string): boolean {
  const seen = new Set<string>([from]);
  // A set is walked in the order in which it grows.
  for (const name of seen) {
    if (name === to) return true;
    for (const office of officesOf(calendars, name)) if (typeof office === 'string') seen.add(office);
  }
  return false;
}
