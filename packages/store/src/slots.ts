import type { AgentId } from '@tierline/domain';

import { type Database, TO_CHANGE } from './database.ts';

/** The agent's slots in use. What is decided on it holds only if the unique index on holder and slot lets it. */
export async function occupiedSlots({ tickets }: Database, agent: AgentId): Promise<readonly number[]> {
  const held = await tickets
    .find({ 'state.holder': agent }, { projection: { state: 1 }, ...TO_CHANGE })
    .toArray();
  return held.flatMap(({ state }) => (state.kind === 'working' ? state.slots : []));
}
