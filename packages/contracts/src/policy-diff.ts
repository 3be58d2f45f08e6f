import { isDeepStrictEqual } from 'node:util';

/** One difference between two policy files. `place` counts from 1. */
export type PolicyChange = { readonly section: string; readonly path: string } & (
  | { readonly kind: 'added'; readonly after: unknown }
  | { readonly kind: 'removed'; readonly before: unknown }
  | { readonly kind: 'changed'; readonly before: unknown; readonly after: unknown }
  | { readonly kind: 'moved'; readonly before: number; readonly after: number }
);

type Change = PolicyChange extends infer C
  ? C extends unknown
    ? Omit<C, 'section' | 'path'>
    : never
  : never;
type Values = Readonly<Record<string, unknown>>;

/** The one list in which the order counts: the first rule that matches decides. */
const ORDERED = 'routing';

/**
 * What makes one policy file differ from another, as they are written: by section, in the order of the file. Members of
 * lists (agents, rules, webhooks) are told apart by their id or name, not by their place. Comments and spelling do not count.
 */
export function policyDiff(before: Values, after: Values): readonly PolicyChange[] {
  return keysOf(before, after).flatMap((section) =>
    differences([section], before[section], after[section]).map(({ path, change }): PolicyChange => ({
      section,
      path: path.join('.'),
      ...change,
    })),
  );
}

/** A difference in one line. */
export function changeInWords(change: PolicyChange): string {
  switch (change.kind) {
    case 'added':
      return `+ ${change.path}: ${inWords(change.after)}`;
    case 'removed':
      return `- ${change.path}: ${inWords(change.before)}`;
    case 'changed':
      return `~ ${change.path}: ${inWords(change.before)} -> ${inWords(change.after)}`;
    case 'moved':
      return `> ${change.path}: from place ${change.before} to place ${change.after}`;
  }
}

interface Difference {
  readonly path: readonly string[];
  readonly change: Change;
}

function differences(path: readonly string[], before: unknown, after: unknown): Difference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ path, change: { kind: 'added', after } }];
  if (after === undefined) return [{ path, change: { kind: 'removed', before } }];
  const [was, is] = [membersOf(before), membersOf(after)];
  if (was === undefined || is === undefined) return [{ path, change: { kind: 'changed', before, after } }];
  return [
    ...keysOf(was, is).flatMap((key) => differences([...path, key], was[key], is[key])),
    ...(path.length === 1 && path[0] === ORDERED ? moves(path, Object.keys(was), Object.keys(is)) : []),
  ];
}

/** What a value is made of, by name; undefined for one that is compared as a whole. */
function membersOf(value: unknown): Values | undefined {
  if (!Array.isArray(value)) return isValues(value) ? value : undefined;
  const named = value.map((item: unknown): readonly [string, unknown] | undefined => {
    const name = isValues(item) ? (item['id'] ?? item['name']) : undefined;
    return typeof name === 'string' ? [name, item] : undefined;
  });
  return named.every((pair) => pair !== undefined) ? Object.fromEntries(named) : undefined;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(before: Values, after: Values): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** The fewest members that have to move to make one order the other. */
function moves(path: readonly string[], before: readonly string[], after: readonly string[]): Difference[] {
  const common = after.filter((name) => before.includes(name));
  const stayed = new Set(longestAscending(common.map((name) => before.indexOf(name))));
  return common.flatMap((name) => {
    const place = before.indexOf(name);
    return stayed.has(place)
      ? []
      : [
          {
            path: [...path, name],
            change: { kind: 'moved' as const, before: place + 1, after: after.indexOf(name) + 1 },
          },
        ];
  });
}

function longestAscending(places: readonly number[]): readonly number[] {
  const best: (readonly number[])[] = [];
  for (const place of places) {
    const before = best.filter((run) => (run.at(-1) ?? -1) < place);
    const longest = before.reduce<readonly number[]>((a, b) => (b.length > a.length ? b : a), []);
    best.push([...longest, place]);
  }
  return best.reduce<readonly number[]>((a, b) => (b.length > a.length ? b : a), []);
}

function inWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
