import { type LoadedPolicy, policyValues } from './policy.ts';

/**
 * Whether two policies promise the same of every ticket: the same targets, pauses and ladders under the same conditions, on
 * calendars that say the same. Says no where it cannot be sure, as when a condition is written in other words.
 */
export function samePromises(a: LoadedPolicy, b: LoadedPolicy): boolean {
  return promisesOf(a) === promisesOf(b);
}

function promisesOf({ policy, keyed, text }: LoadedPolicy): string {
  // Compiled conditions are functions, which JSON leaves out; conditions ask calendars by name.
  const content = [policy.sla, conditionsOf(policyValues(text)['promises']), Object.keys(keyed).toSorted()];
  // Which version of a policy says so makes no difference.
  return JSON.stringify(content, (key, value: unknown) => (key === 'source' ? undefined : value));
}

function conditionsOf(promises: unknown): readonly unknown[] {
  const { policies = [] } = promises as { readonly policies?: readonly { readonly when: unknown }[] };
  return policies.map(({ when }) => when);
}
