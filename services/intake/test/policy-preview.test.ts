import assert from 'node:assert/strict';

import { train } from '@tierline/classifier';
import { type Problem, ROUTES } from '@tierline/contracts';
import { finishTraining, requestModel, takeTraining } from '@tierline/store';
import { aPolicy, policyText } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi, routedTicket } from './real-api.ts';

/** Tickets about webhooks go a tier higher, those about log-ins leave T1; Ben is gone, answers come sooner. */
const CANDIDATE = policyText()
  .replace("[webhook, 'single sign-on'] }, tier: T2", '[log in] }, tier: T2')
  .replace('data breach', 'data breach, webhook')
  .replace('firstResponse: 4h', 'firstResponse: 2h')
  .replace(/ {2}- \{ id: t1-ben.*\n/, '')
  .replace(/ {2}office: .*\n/, '');

describe('a policy before it is applied', () => {
  const first = aPolicy();
  let api: RealApi;
  before(async () => {
    api = await realApi(first);
    await api.post('/v1/tickets', NEW_TICKET);
    await api.post('/v1/tickets', {
      ...NEW_TICKET,
      subject: 'Our webhook is silent',
      description: 'Since noon.',
    });
    await api.post('/v1/tickets', { ...NEW_TICKET, subject: 'Invoice', description: 'Where is it?' });
    // Two log-ins on T1, for Ben.
    await routedTicket(api);
    await api.post('/v1/agents/t1-ben/claim');
  });
  after(() => api[Symbol.asyncDispose]());

  const dryRun = async (body: object) =>
    ROUTES.dryRunPolicy.response.parse((await api.post('/v1/policy/dry-run', body)).body);

  it('is compared with the one in force, in words and in values', async () => {
    const { body } = await api.post('/v1/policy/diff', { text: CANDIDATE });
    const { from, changes } = ROUTES.diffPolicy.response.parse(body);
    assert.equal(from, first.policy.version);
    assert.deepEqual(
      changes.map(({ section, kind }) => `${kind} in ${section}`),
      [
        'removed in calendars',
        'changed in promises',
        'changed in routing',
        'changed in routing',
        'removed in agents',
      ],
    );
    assert.ok(changes.some(({ words }) => words === '~ promises.priorities.normal.firstResponse: 4h -> 2h'));
  });

  it('says which recent tickets would have been routed elsewhere, from where to where, by which rule', async () => {
    const { examined, moves, nextCursor } = await dryRun({ text: CANDIDATE });
    assert.deepEqual([examined, nextCursor], [4, undefined]);
    assert.deepEqual(
      moves.map(({ from, to, tickets, examples }) => [from, to, tickets, examples.length]),
      [
        [{ tier: 'T1', rule: 'default' }, { tier: 'T2', rule: 'integrations' }, 2, 2],
        [{ tier: 'T2', rule: 'integrations' }, { tier: 'T3', rule: 'security' }, 1, 1],
      ],
    );
  });

  it('says where a trained model would have put them, before it is switched on', async () => {
    const { database } = api.real.ticketing;
    const text = policyText('classifier: { use: m1, minConfidence: 0.6 }\n');
    const unknown = await api.post('/v1/policy/dry-run', { text });
    assert.deepEqual([unknown.status, (unknown.body as unknown as Problem).code], [404, 'unknown-model']);

    await requestModel(database, { by: 'test' });
    const taken = await takeTraining(database, 60_000);
    assert.ok(taken);
    const wordings = { T1: 'password printer avatar', T3: 'invoice is where it vanished' } as const;
    const examples = Array.from({ length: 200 }, (_, index) => {
      const tier = index % 2 === 0 ? 'T1' : 'T3';
      return {
        id: `e${index}`,
        tier,
        subject: wordings[tier],
        description: `${wordings[tier]} of ours`,
      } as const;
    });
    await finishTraining(database, taken, (await train(examples)).parameters, {});
    const { moves } = await dryRun({ text });
    const invoice = moves.find(({ to }) => to.tier === 'T3');
    assert.deepEqual([invoice?.from.rule, invoice?.to.rule], ['default', 'model']);
  });

  it('says who would be gone with tickets in hand, and what new tickets would be promised', async () => {
    const { effects, byPriority } = await dryRun({ text: CANDIDATE });
    assert.deepEqual(effects?.agentsGone, [{ id: 't1-ben', tier: 'T1', holds: 1 }]);
    assert.deepEqual([effects.rulesGone, effects.calendarsGone], [[], ['office']]);
    assert.deepEqual(
      effects.promises.map(({ to, clock, before, after }) => [
        to,
        clock,
        before?.targetSeconds,
        after?.targetSeconds,
      ]),
      [['normal', 'firstResponse', 4 * 3600, 2 * 3600]],
    );
    assert.deepEqual(byPriority, { low: 0, normal: 4, high: 0, urgent: 0 });
  });

  it('is tried page by page, each ticket once, and no further back than asked', async () => {
    const seen: number[] = [];
    const moved: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await dryRun({ text: CANDIDATE, limit: 3, ...(cursor !== undefined && { cursor }) });
      seen.push(page.examined);
      moved.push(...page.moves.flatMap(({ examples }) => examples));
      assert.equal(page.effects === undefined, cursor !== undefined);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    assert.deepEqual([seen, moved.length, new Set(moved).size], [[3, 1], 3, 3]);
    const future = new Date(Date.now() + 60_000).toISOString();
    assert.deepEqual((await dryRun({ text: CANDIDATE, since: future })).examined, 0);
  });

  it('changes nothing', async () => {
    const { database } = api.real.ticketing;
    const state = async () => [
      await database.tickets.find({}, { projection: { outbox: 0 } }).toArray(),
      await database.policies.countDocuments(),
      await database.policyApplications.countDocuments(),
    ];
    const before = await state();
    await dryRun({ text: CANDIDATE });
    await api.post('/v1/policy/diff', { text: CANDIDATE });
    assert.deepEqual(await state(), before);
  });

  it('may be an earlier version', async () => {
    const { version } = first.policy;
    assert.deepEqual((await dryRun({ version })).moves, []);
    const { status, body } = await api.post<Problem>('/v1/policy/diff', { version: '000000000000' });
    assert.deepEqual([status, body.code], [404, 'unknown-policy']);
  });

  for (const [body, status, field] of [
    [{}, 400, 'text'],
    [{ text: CANDIDATE, version: '000000000000' }, 400, 'text'],
    [{ text: CANDIDATE, limit: 1001 }, 400, 'limit'],
    [{ text: CANDIDATE, since: 'yesterday' }, 400, 'since'],
    [{ text: CANDIDATE.replace('max: 2', 'max: -2') }, 422, 'escalation.max'],
    [{ text: 'a: [' }, 422, 'text'],
  ] as const) {
    it(`is refused with ${status} for ${field}: ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const answer = await api.post<Problem>('/v1/policy/dry-run', body);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [status, field]);
    });
  }
});
