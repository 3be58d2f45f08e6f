import assert from 'node:assert/strict';

import { agentId, type Command, decide, instant } from '@tierline/domain';
import { listHelp } from '@tierline/store';
import { ADA, aRequest, INTO_ADAS_HANDS, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

import { type HelpFilter, helpQuery } from '../src/help.ts';

const EVE = agentId('t3-eve');
const TICKETS = 6;

describe('the list of open help requests', () => {
  let real: RealTicketing;
  const ids: string[] = [];
  before(async () => {
    real = await realTicketing();
    // Every ticket asks T3 twice, once by name, and T2 once; more tickets ask nobody.
    for (let count = 0; count < TICKETS; count += 1) ids.push(await ticket(true));
    for (let count = 0; count < 50; count += 1) await ticket(false);
  });
  after(() => real[Symbol.asyncDispose]());

  async function ticket(asks: boolean): Promise<string> {
    const { store } = real.ticketing;
    const { id } = (await store.create(aRequest(), MONDAY)).ticket;
    const ask = (asked: Extract<Command, { kind: 'ask-help' }>['asked']): Command => ({
      kind: 'ask-help',
      agentId: ADA,
      asked,
      question: 'Have you seen this?',
    });
    const questions = [
      ask({ kind: 'tier', tier: 'T3' }),
      ask({ kind: 'tier', tier: 'T2' }),
      ask({ kind: 'agent', id: EVE }),
    ];
    // Held and asked, then back in the queue: more are asked about than Ada can hold.
    const back: Command = { kind: 'reassign', agentId: ADA, reason: 'workload' };
    for (const command of [...INTO_ADAS_HANDS, ...(asks ? questions : []), back]) {
      const outcome = await store.change(id, (now) =>
        decide(now, command, instant(MONDAY + 1), real.loaded.policy),
      );
      assert.equal(outcome.kind, 'changed');
    }
    return id;
  }

  async function pages(filter: Omit<HelpFilter, 'limit' | 'cursor'>, limit: number) {
    const found: string[] = [];
    for (let cursor: HelpFilter['cursor'] | undefined; ;) {
      const page = await listHelp(real.ticketing.database, { ...filter, limit, ...(cursor && { cursor }) });
      found.push(...page.map(({ ticketId, seq }) => `${ticketId}.${seq}`));
      cursor = page.at(-1);
      if (page.length < limit || cursor === undefined) return found;
    }
  }

  it('has those of a tier and of its agents by name, each once, whatever the size of a page', async () => {
    const expected = ids.flatMap((id) => [`${id}.4`, `${id}.6`]);
    for (const limit of [1, 2, 3, 5, 100]) assert.deepEqual(await pages({ tier: 'T3' }, limit), expected);
    assert.deepEqual(
      await pages({ tier: 'T2' }, 4),
      ids.map((id) => `${id}.5`),
    );
    assert.deepEqual(await pages({ tier: 'T1' }, 4), []);
  });

  it('has those to one agent by name', async () => {
    assert.deepEqual(
      await pages({ tier: 'T3', to: EVE }, 4),
      ids.map((id) => `${id}.6`),
    );
    assert.deepEqual(await pages({ tier: 'T2', to: EVE }, 4), []);
  });

  it('reads the tickets with requests to that tier, and no others', async () => {
    for (const filter of [{ tier: 'T3' as const }, { tier: 'T3' as const, to: EVE }]) {
      const { executionStats } = await helpQuery(real.ticketing.database, { ...filter, limit: 500 }).explain(
        'executionStats',
      );
      assert.equal(executionStats.totalDocsExamined, TICKETS);
      assert.ok(executionStats.totalKeysExamined <= TICKETS + 1);
    }
  });
});
