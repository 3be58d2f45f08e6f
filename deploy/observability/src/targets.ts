import type { Tier } from '@tierline/domain';

const HOUR = 3_600;

/**
 * For how many seconds the oldest ticket of a tier may wait for somebody. The ones to change when the policy promises
 * otherwise; a ticket's wait is counted in time of the desk, nights included.
 */
export const WAIT_TARGETS: Readonly<Record<Tier, number>> = { T1: HOUR, T2: 4 * HOUR, T3: 24 * HOUR };

/** The share of promises that a tier is to keep. The ones to change as well. */
export const ATTAINMENT_TARGETS: Readonly<Record<Tier, number>> = { T1: 0.95, T2: 0.95, T3: 0.9 };
