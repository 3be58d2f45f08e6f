import type { Policy } from './policy.ts';
import type { Instant } from './time.ts';

/** What agents say of themselves; who is silent for too long is offline whatever they said. */
export const PRESENCES = ['available', 'away', 'offline'] as const;

export type Presence = (typeof PRESENCES)[number];

/** When an agent was last heard of, and what the agent last said. */
export interface Heard {
  readonly seenAt: Instant;
  readonly said?: Presence;
}

/** Whether an agent can be given something now. Nobody was there before being heard of. */
export function presenceOf(heard: Heard | undefined, now: Instant, { assignment }: Policy): Presence {
  if (heard === undefined) return 'offline';
  const { offlineAfter } = assignment;
  if (offlineAfter !== undefined && now - heard.seenAt >= offlineAfter) return 'offline';
  return heard.said ?? 'available';
}
