/** The tiers of support, lowest first. */
export const TIERS = ['T1', 'T2', 'T3'] as const;

/** T1 front-line generalists, T2 specialists, T3 engineers of support. */
export type Tier = (typeof TIERS)[number];

/** Negative when `a` is the lower tier, positive when it is the higher, 0 when they are the same. */
export function compareTiers(a: Tier, b: Tier): number {
  return TIERS.indexOf(a) - TIERS.indexOf(b);
}

/** The next tier down, or undefined from the lowest. */
export function tierBelow(tier: Tier): Tier | undefined {
  return TIERS[TIERS.indexOf(tier) - 1];
}

/** The next tier up, or undefined from the highest. */
export function tierAbove(tier: Tier): Tier | undefined {
  return TIERS[TIERS.indexOf(tier) + 1];
}
