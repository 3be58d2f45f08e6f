import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { parsePolicy } from '@tierline/contracts';
import {
  agentId,
  type Command,
  decide,
  type Instant,
  instant,
  openTicket,
  PRIORITIES,
  type Priority,
  type Policy,
  type Ticket,
  ticketId,
  TIERS,
} from '@tierline/domain';
import { compileOrganisation, type Organisation, parseScenario } from '@tierline/model';
import * as fc from 'fast-check';

import { KEPT, Measures } from '../src/run/measures.ts';
import { PromiseClocks } from '../src/run/promise-clocks.ts';
import { ANSWERED, COUNTED, TicketPool } from '../src/run/ticket-pool.ts';

const SAAS = new URL('../../presets/saas/', import.meta.url);
const MONDAY = Date.parse('2026-03-02T07:00:00Z');
const HOLDERS = { T1: agentId('t1-ada'), T2: agentId('t2-kemal'), T3: agentId('t3-olga') };
const NOTE = { seen: 'Seen.', tried: 'Tried.', why: 'Why.' };
const CUSTOMER = { kind: 'requester', id: 'customer@example.com' } as const;

/** One ticket twice: in the domain, event by event, and in the simulation's clocks. */
class Twice {
  readonly #policy: Policy;
  readonly pool = new TicketPool();
  readonly measures: Measures;
  readonly clocks: PromiseClocks;
  readonly row: number;
  ticket: Ticket;
  now: Instant;

  constructor(policy: Policy, organisation: Organisation, priority: Priority, now: Instant) {
    this.#policy = policy;
    this.now = now;
    this.measures = new Measures({ ...organisation, reportedFrom: 0, until: 1e15 });
    this.clocks = new PromiseClocks(organisation, this.pool, this.measures);
    this.row = this.pool.take();
    const kind = organisation.classes.findIndex(
      (one) =>
        one.needs === 0 && one.start === 0 && one.plan === 'team' && PRIORITIES[one.priority] === priority,
    );
    assert.ok(kind >= 0);
    this.pool.kind[this.row] = kind;
    this.pool.flags[this.row] = COUNTED;
    this.pool.visited[this.row] = 1;
    const request = {
      subject: 'Where is my profile?',
      description: 'I do not find it.',
      requester: 'customer@example.com',
      channel: 'form' as const,
      priority,
      plan: 'team',
      tags: [],
    };
    this.ticket = openTicket(request, ticketId('0123456789abcdef01234567'), now, policy).ticket;
    this.does({ kind: 'route', by: { kind: 'system', name: 'router' } });
    this.clocks.create(this.row, now);
    this.waits();
  }

  does(command: Command): void {
    const decision = decide(this.ticket, command, this.now, this.#policy);
    if (decision.kind === 'refused') assert.fail(`${command.kind}: ${decision.message}`);
    this.ticket = decision.ticket;
  }

  get holder() {
    return HOLDERS[this.ticket.tier ?? 'T1'];
  }

  has(flag: number): boolean {
    return ((this.pool.flags[this.row] ?? 0) & flag) !== 0;
  }

  /** It has come into a queue: in the same place in both. */
  waits(): void {
    this.pool.queued[this.row] = this.now;
    assert.equal(this.clocks.rank(this.row), this.ticket.rank);
    const { tier } = this.ticket.clocks;
    if (tier?.state !== 'running') assert.fail('the tier’s target runs while a ticket waits');
    for (const [index, { after }] of (tier.steps ?? []).entries())
      assert.equal(this.clocks.dueAfter(this.row, 3, after), tier.stepsAt?.[index]);
  }

  answers(): void {
    if (this.has(ANSWERED)) this.clocks.answerAgain(this.row, this.now);
    else {
      this.clocks.answer(this.row, this.now);
      this.pool.flags[this.row] = (this.pool.flags[this.row] ?? 0) | ANSWERED;
    }
  }
}

type Step = 'reply' | 'ask' | 'hold' | 'escalate' | 'solve';

/** Somebody takes it, after a while does something, and after another while it waits again. */
function play(twice: Twice, step: Step, pass: () => void): void {
  pass();
  twice.does({ kind: 'claim', agentId: twice.holder, occupied: [] });
  pass();
  const author = { kind: 'agent', id: twice.holder } as const;
  switch (step) {
    case 'reply':
      twice.does({ kind: 'reply', author, visibility: 'public', body: 'Words.', ask: false });
      twice.answers();
      twice.does({ kind: 'reassign', agentId: twice.holder, reason: 'workload' });
      twice.waits();
      break;
    case 'ask':
      twice.does({ kind: 'reply', author, visibility: 'public', body: 'Which?', ask: true });
      twice.answers();
      twice.clocks.pause(twice.row, 'pending', twice.now);
      pass();
      twice.does({ kind: 'reply', author: CUSTOMER, visibility: 'public', body: 'That.', ask: false });
      twice.clocks.resume(twice.row, 'pending', twice.now);
      twice.clocks.oweAnswer(twice.row, twice.now);
      twice.waits();
      break;
    case 'hold':
      twice.does({ kind: 'hold', agentId: twice.holder, waitsFor: 'third-party' });
      twice.clocks.pause(twice.row, 'on-hold', twice.now);
      pass();
      twice.does({ kind: 'resume', agentId: twice.holder });
      twice.clocks.resume(twice.row, 'on-hold', twice.now);
      twice.waits();
      break;
    case 'escalate':
      twice.does({ kind: 'escalate', agentId: twice.holder, reason: 'needs-expertise', note: NOTE });
      twice.pool.tier[twice.row] = TIERS.indexOf(twice.ticket.tier ?? 'T1');
      twice.pool.moves[twice.row] = (twice.pool.moves[twice.row] ?? 0) + 1;
      twice.clocks.enterTier(twice.row, twice.now);
      twice.waits();
      break;
    case 'solve':
      twice.does({ kind: 'solve', agentId: twice.holder, answer: 'Done.' });
      twice.answers();
      twice.clocks.solve(twice.row, twice.now);
      pass();
      twice.does({ kind: 'reply', author: CUSTOMER, visibility: 'public', body: 'No.', ask: false });
      twice.clocks.reopen(twice.row, twice.now);
      twice.clocks.enterTier(twice.row, twice.now);
      twice.clocks.oweAnswer(twice.row, twice.now);
      twice.waits();
      break;
  }
}

describe('the simulation’s clocks', () => {
  let policy: Policy;
  let organisation: Organisation;
  before(async () => {
    const [policyText, scenarioText] = await Promise.all(
      ['tierline.yaml', 'scenario.yaml'].map(async (name) => readFile(new URL(name, SAAS), 'utf8')),
    );
    ({ policy } = parsePolicy(policyText ?? ''));
    organisation = compileOrganisation(parseScenario(scenarioText ?? '', 'saas'), policy);
  });

  it('rank a ticket, keep its promises and know when steps are due as the domain does, whatever happens to it', () => {
    const life = fc.record({
      priority: fc.constantFrom(...PRIORITIES),
      start: fc.integer({ min: 0, max: 7 * 86_400_000 }),
      steps: fc.array(fc.constantFrom<Step>('reply', 'ask', 'hold', 'escalate', 'solve'), { maxLength: 7 }),
      gaps: fc.array(fc.integer({ min: 1, max: 30 * 3_600_000 }), { minLength: 30, maxLength: 30 }),
    });
    fc.assert(
      fc.property(life, ({ priority, start, steps, gaps }) => {
        const twice = new Twice(policy, organisation, priority, instant(MONDAY + start));
        let gap = 0;
        const pass = () => {
          twice.now = instant(twice.now + (gaps[gap++] ?? 1));
        };
        let climbed = 0;
        for (const step of steps) {
          if (step === 'escalate' && ++climbed > 2) continue;
          play(twice, step, pass);
        }
        pass();
        twice.does({ kind: 'claim', agentId: twice.holder, occupied: [] });
        pass();
        twice.does({ kind: 'solve', agentId: twice.holder, answer: 'Done.' });
        twice.answers();
        twice.clocks.solve(twice.row, twice.now);
        twice.clocks.close(twice.row);
        const { clocks } = twice.ticket;
        const kept = (name: (typeof KEPT)[number]) => {
          const clock = clocks[name === 'tierTarget' ? 'tier' : name];
          if (clock?.state !== 'stopped') return [0, 0];
          const { met = 0, missed = 0 } = clock.earlier ?? {};
          const isMet = clock.outcome === 'met';
          // Of the tier's target the simulation counts the last stay.
          return name === 'tierTarget'
            ? [Number(isMet), Number(!isMet)]
            : [met + Number(isMet), missed + Number(!isMet)];
        };
        for (const [index, name] of KEPT.entries()) {
          const sum = (counts: Float64Array) =>
            counts.reduce((total, one, at) => (at % KEPT.length === index ? total + one : total), 0);
          assert.deepEqual([sum(twice.measures.met), sum(twice.measures.missed)], kept(name), name);
        }
        assert.equal(twice.pool.kind[twice.row] !== -1, true);
      }),
      { numRuns: 300 },
    );
  });
});
