import type { TierFigures } from '@tierline/replay';

/** What of each tier is compared, by the names of the simulation: lengths of time in minutes, shares of 1. */
export const COMPARED = [
  'firstResponse.p50',
  'resolution.p50',
  'tierTarget.attainment',
  'utilisation',
] as const;

/** Figures of a replay's tiers by the names that the simulation has for them. What no ticket says anything about is absent. */
export function figuresOfReplay(tiers: readonly TierFigures[]): Readonly<Record<string, number>> {
  const minutes = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds / 60);
  const all = tiers.flatMap(({ tier, firstResponse, resolution, withinTarget, utilisation }) => {
    const values: Record<(typeof COMPARED)[number], number | undefined> = {
      'firstResponse.p50': minutes(firstResponse.p50),
      'resolution.p50': minutes(resolution.p50),
      'tierTarget.attainment': withinTarget,
      utilisation,
    };
    return COMPARED.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[`${tier}.${name}`, value] as const];
    });
  });
  return Object.fromEntries(all);
}
