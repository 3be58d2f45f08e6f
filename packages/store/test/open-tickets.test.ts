import assert from 'node:assert/strict';

import { instant } from '@tierline/domain';
import {
  openTicketsAfter,
  openTicketsByTimer,
  openTicketsByTimerQueries,
  openTicketsQuery,
} from '@tierline/store';
import { insertLives, livesInAllStates, MONDAY, realTicketing, type RealTicketing } from '@tierline/testkit';

const TICKETS = 1200;
const PAGE = 50;

interface Stage {
  readonly stage: string;
  readonly indexName?: string;
  readonly inputStage?: Stage;
  readonly inputStages?: readonly Stage[];
}

interface Explained {
  readonly queryPlanner: { readonly winningPlan: Stage };
  readonly executionStats: { readonly totalKeysExamined: number; readonly totalDocsExamined: number };
}

/** The steps of a plan, outermost first. */
function stagesOf(plan: Stage): Stage[] {
  const inner = [...(plan.inputStages ?? []), ...(plan.inputStage ? [plan.inputStage] : [])];
  return [plan, ...inner.flatMap(stagesOf)];
}

describe('open tickets', () => {
  let real: RealTicketing;
  let open: readonly string[];
  before(async () => {
    real = await realTicketing();
    const until = instant(MONDAY + 4 * 3_600_000);
    const lives = livesInAllStates(real.loaded.policy, { count: TICKETS, until });
    await insertLives(real.ticketing.database, lives);
    open = lives.flatMap(({ ticket: { id, state } }) =>
      state.kind === 'solved' || state.kind === 'closed' ? [] : [id as string],
    );
  });
  after(() => real[Symbol.asyncDispose]());

  it('are walked by id, each once, a page at a time', async () => {
    const seen: string[] = [];
    for (;;) {
      const page = await openTicketsAfter(real.ticketing.database, seen.at(-1), PAGE);
      seen.push(...page.map(({ id }) => id));
      if (page.length < PAGE) break;
    }
    assert.deepEqual(seen, open);
  });

  it('are walked by an index that reads about as many keys as there are, and sorts nothing', async () => {
    const query = openTicketsQuery(real.ticketing.database, open[100], PAGE);
    const { queryPlanner, executionStats } = (await query.explain('executionStats')) as unknown as Explained;
    const stages = stagesOf(queryPlanner.winningPlan);
    assert.ok(
      stages.every(
        ({ stage, indexName }) =>
          stage !== 'COLLSCAN' && stage !== 'SORT' && (indexName ?? 'status') === 'status',
      ),
      JSON.stringify(queryPlanner.winningPlan),
    );
    // One key more for each of the five states.
    assert.ok(executionStats.totalKeysExamined <= PAGE + 10, JSON.stringify(executionStats));
    assert.ok(executionStats.totalDocsExamined <= PAGE + 10, JSON.stringify(executionStats));
  });

  it('are found with the soonest due first, then those on which nothing is timed, each once', async () => {
    const { database, store } = real.ticketing;
    const seen: string[] = [];
    for await (const batch of openTicketsByTimer(database, PAGE)) {
      assert.ok(batch.length <= PAGE);
      seen.push(...batch.map(({ id }) => id));
    }
    assert.deepEqual(seen.toSorted(), [...open].toSorted());
    const tickets = new Map((await store.read(seen)).map((ticket) => [ticket.id as string, ticket]));
    const timers = seen.map((id) => tickets.get(id)?.nextTimer ?? Infinity);
    assert.deepEqual(
      timers,
      timers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
    );
    assert.ok(timers.includes(Infinity));
  });

  it('are found by indexes, and the first of them without a sort of all', async () => {
    for (const query of openTicketsByTimerQueries(real.ticketing.database)) {
      const { queryPlanner } = (await query.explain('executionStats')) as unknown as Explained;
      const stages = stagesOf(queryPlanner.winningPlan).map(({ stage }) => stage);
      assert.ok(!stages.includes('COLLSCAN') && !stages.includes('SORT'), stages.join(' '));
    }
  });
});
