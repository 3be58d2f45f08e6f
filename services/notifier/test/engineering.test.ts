import assert from 'node:assert/strict';

import { type Behaviour, EVE } from '@tierline/testkit';

import { type EngineeringTest, engineeringTest, kinds, TITLE } from './engineering-desk.ts';

describe('the notifier, with the tracker of engineering', () => {
  let test: EngineeringTest;
  beforeEach(async () => {
    test = await engineeringTest();
  });
  afterEach(() => test[Symbol.asyncDispose]());

  const eves = async () => (await test.eves())[0] ?? assert.fail();
  const work = async (id: string) =>
    (await test.real.ticketing.database.trackerWork.findOne({ _id: id })) ?? assert.fail(id);
  const only = () => {
    const [issue, ...others] = test.tracker.issues.values();
    assert.deepEqual(others, []);
    return issue ?? assert.fail();
  };
  const waitOf = ({ nextAttemptAt }: { readonly nextAttemptAt: Date }) =>
    nextAttemptAt.getTime() - Date.now();

  it('files what T3 asked for, and the ticket knows its issue', async () => {
    const { id } = await test.hand(await eves());
    await test.work();
    const { key, title, body } = only();
    assert.equal(title, TITLE);
    assert.doesNotMatch(body, /customer@example/);
    const { engineering, state } = await test.ticket({ id });
    // Read at once, so that what happens next is known.
    assert.deepEqual([engineering?.state, engineering?.issue?.key, state.kind], ['open', key, 'on-hold']);
    assert.equal(engineering?.issue?.url, `${test.tracker.url}/acme/product/issues/${key}`);
  });

  it('files once, whoever and however many try', async () => {
    await test.hand(await eves());
    await test.real.ticketing.relay.idle();
    await Promise.all([test.duty.sweep(), test.duty.sweep(), test.duty.sweep()]);
    await test.work('all');
    only();
  });

  it('files once although the tracker did it and never said so', async () => {
    const { id } = await test.hand(await eves());
    test.tracker.behaviour = 'deaf';
    await test.work();
    assert.equal((await test.ticket({ id })).engineering?.state, 'requested');
    test.tracker.behaviour = 'well';
    await test.work('all');
    assert.equal((await test.ticket({ id })).engineering?.issue?.key, only().key);
  });

  for (const behaviour of [
    'cut off',
    'broken',
    'in HTML',
    'truncated',
    'locked',
  ] as const satisfies readonly Behaviour[]) {
    it(`waits for a tracker that is ${behaviour}, tries again later, and does all of it once`, async () => {
      const ticket = await test.hand(await eves());
      const linked = test.tracker.file({ title: 'Another', body: 'Words.' });
      const [other] = await test.eves(2);
      await test.hand(other ?? assert.fail(), linked.key);
      await test.command(other ?? assert.fail(), { kind: 'comment-on-issue', agentId: EVE, body: 'When?' });
      test.tracker.behaviour = behaviour;
      await test.work();
      await test.work('all');
      const [first] = await test.history(ticket);
      const waiting = await work(`file:${first?.ticketId}/000004`);
      assert.equal(waiting.state, 'pending');
      assert.ok(waitOf(waiting) > 25_000, `${waitOf(waiting)}`);
      assert.equal((await test.ticket(ticket)).state.kind, 'on-hold');

      test.tracker.behaviour = 'well';
      await test.work('all');
      await test.work('all');
      assert.equal(test.tracker.issues.size, 2);
      assert.equal((await test.ticket(ticket)).engineering?.state, 'open');
      assert.equal((await test.ticket(other ?? assert.fail())).engineering?.state, 'open');
      assert.equal(linked.comments.length, 1);
    });
  }

  it('lets everything wait for as long as the tracker says', async () => {
    const tickets = await test.eves(6);
    for (const ticket of tickets) await test.hand(ticket);
    test.tracker.behaviour = 'limited';
    await test.work();
    const all = await test.real.ticketing.database.trackerWork.find({ state: 'pending' }).toArray();
    assert.equal(all.length, 6);
    for (const one of all) assert.ok(waitOf(one) > 100_000 && waitOf(one) < 121_000, `${waitOf(one)}`);
  });

  it('asks a tracker that does not answer a few times a sweep, however much waits for it', async () => {
    for (const ticket of await test.eves(20)) await test.hand(ticket);
    await test.real.ticketing.relay.idle();
    test.tracker.behaviour = 'broken';
    await test.duty.sweep();
    assert.equal(test.tracker.requests.length, 4);
  });

  it('gives a ticket back to support when the tracker does not take its issue', async () => {
    const { id } = await test.hand(await eves());
    test.tracker.behaviour = 'refusing';
    await test.work();
    test.tracker.behaviour = 'well';
    await test.work('all');
    const { state, engineering } = await test.ticket({ id });
    assert.ok(state.kind === 'waiting' && state.preferred === EVE);
    assert.equal(engineering?.state, 'failed');
    assert.equal(test.tracker.issues.size, 0);
    const failed = (await test.history({ id })).find(({ kind }) => kind === 'engineering.failed');
    assert.ok(failed?.kind === 'engineering.failed' && /product.*HTTP 422/.test(failed.reason));
  });

  it('gives a ticket back to support when the tracker has no such issue', async () => {
    const { id } = await test.hand(await eves(), '404');
    await test.work();
    const { state, engineering } = await test.ticket({ id });
    assert.deepEqual([state.kind, engineering?.state], ['waiting', 'failed']);
  });

  it('files nothing that T3 took back before', async () => {
    const ticket = await test.hand(await eves());
    await test.command(ticket, { kind: 'unlink-issue', agentId: EVE });
    await test.work();
    assert.equal(test.tracker.issues.size, 0);
  });

  it('says what T3 says once, and hears the engineers but not itself', async () => {
    const issue = test.tracker.file({ title: 'Another', body: 'Words.' });
    const ticket = await test.hand(await eves(), issue.key);
    await test.work();
    await test.command(ticket, { kind: 'comment-on-issue', agentId: EVE, body: 'The customer asks when.' });
    test.tracker.behaviour = 'deaf';
    await test.work();
    test.tracker.behaviour = 'well';
    await test.work('all');
    assert.equal(issue.comments.length, 1);
    test.tracker.comment(issue, { author: 'kim', body: 'Next week.' });
    await test.hear(issue.key);
    await test.work();
    await test.work('all');
    const said = (await test.history(ticket)).filter((event) => event.kind === 'message.added');
    assert.deepEqual(
      said.map(({ actor, visibility, body }) => [actor, visibility, body]),
      [[{ kind: 'engineer', id: 'kim' }, 'internal', 'Next week.']],
    );
    assert.equal((await test.ticket(ticket)).state.kind, 'on-hold');
  });

  it('counts its attempts, what waits and for how long, and the tickets that wait', async () => {
    await test.hand(await eves());
    test.tracker.behaviour = 'broken';
    await test.work();
    const metrics = await test.real.registry.metrics();
    const names = 'tracker="product",operation="file",outcome="unavailable"';
    assert.match(metrics, new RegExp(`tierline_tracker_requests_total\\{${names}\\} 1`));
    assert.match(metrics, /tierline_tracker_work_pending\{tracker="product"\} 1/);
    assert.match(metrics, /tierline_tracker_work_oldest_seconds\{tracker="product"\} [0-9]/);
    assert.match(metrics, /tierline_tickets_waiting_engineering 1/);
  });
});

describe('news of an issue', () => {
  let test: EngineeringTest;
  beforeEach(async () => {
    test = await engineeringTest();
  });
  afterEach(() => test[Symbol.asyncDispose]());

  it('that it is fixed wake 500 tickets, each once, for the agent who knows it', async function many() {
    this.timeout(60_000);
    const issue = test.tracker.file({ title: 'One bug', body: 'Words.' });
    const tickets = await test.eves(501);
    await Promise.all(tickets.map(async (ticket) => test.hand(ticket, issue.key)));
    await test.work();
    issue.state = 'fixed';
    test.tracker.comment(issue, { author: 'kim', body: 'In the next release.' });
    await test.hear(issue.key);
    await test.work();
    await test.hear(issue.key);
    await test.work();
    for (const ticket of tickets) {
      const { state } = await test.ticket(ticket);
      assert.ok(state.kind === 'waiting' && state.preferred === EVE);
    }
    const { tickets: stored } = test.real.ticketing.database;
    assert.equal(await stored.countDocuments({ seq: 9, 'engineering.state': 'fixed', messages: 1 }), 501);
    assert.deepEqual(kinds(await test.history(tickets[0] ?? assert.fail())).slice(3), [
      'issue.linked',
      'ticket.held',
      'issue.changed',
      'message.added',
      'issue.changed',
      'ticket.resumed',
    ]);
  });

  async function linked() {
    const issue = test.tracker.file({ title: 'One bug', body: 'Words.' });
    const [first] = await test.eves();
    const ticket = await test.hand(first ?? assert.fail(), issue.key);
    await test.work();
    const id = `read:product/${issue.key}`;
    const read = async () =>
      (await test.real.ticketing.database.trackerWork.findOne({ _id: id })) ?? assert.fail();
    return { issue, ticket, read };
  }

  it('are asked for when no webhook comes, and a late webhook changes nothing more', async () => {
    const { issue, ticket, read } = await linked();
    const wait = (await read()).nextAttemptAt.getTime() - Date.now();
    assert.ok(wait > 590_000 && wait <= 600_000, `${wait}`);
    issue.state = 'fixed';
    await test.work('all');
    const after = await test.history(ticket);
    assert.equal(after.at(-1)?.kind, 'ticket.resumed');
    await test.hear(issue.key);
    await test.work();
    assert.deepEqual(await test.history(ticket), after);
  });

  it('that come while the issue is being read are not missed', async () => {
    const { issue, ticket } = await linked();
    await test.hear(issue.key);
    let waits = true;
    test.tracker.before = async ({ path }) => {
      if (!waits || !path.endsWith('/comments')) return;
      waits = false;
      // After its state was read: this reading cannot know it.
      issue.state = 'fixed';
      await test.hear(issue.key);
    };
    await test.work();
    await test.work();
    assert.equal((await test.ticket(ticket)).engineering?.state, 'fixed');
  });

  it('reach a ticket that gets the issue when it is fixed already', async () => {
    const { issue } = await linked();
    issue.state = 'fixed';
    await test.work('all');
    const [another] = await test.eves(3);
    const { id } = await test.hand(another ?? assert.fail(), issue.key);
    await test.work();
    assert.equal((await test.ticket({ id })).state.kind, 'waiting');
  });

  it('are no longer asked for when it is done, and again when a webhook says that it is open once more', async () => {
    const { issue, ticket, read } = await linked();
    issue.state = 'closed';
    await test.work('all');
    assert.equal((await read()).state, 'done');
    issue.state = 'open';
    await test.hear(issue.key);
    await test.work();
    assert.deepEqual(
      [(await read()).state, (await test.ticket(ticket)).engineering?.state],
      ['pending', 'open'],
    );
  });

  it('that it was deleted wake its tickets', async () => {
    const { ticket } = await linked();
    test.tracker.behaviour = 'without it';
    await test.work('all');
    const { state, engineering } = await test.ticket(ticket);
    assert.deepEqual([state.kind, engineering?.state], ['waiting', 'closed']);
  });

  it('that cannot be seen any more are waited for', async () => {
    const { issue, ticket } = await linked();
    test.tracker.issues.delete(issue.key);
    await test.work('all');
    assert.equal((await test.ticket(ticket)).state.kind, 'on-hold');
  });

  it('are all of them told, in order and once, although the telling is interrupted', async () => {
    const { issue, ticket, read } = await linked();
    for (let index = 0; index < 250; index += 1)
      test.tracker.comment(issue, { author: 'kim', body: `Words ${index}.` });
    await test.work('all');
    // As if the process had died when the tickets knew more than it had recorded.
    const recorded = issue.comments.slice(0, 150);
    const { _id } = await read();
    await test.real.ticketing.database.trackerWork.updateOne(
      { _id },
      { $set: { readTo: recorded.at(-1)?.at ?? assert.fail(), heard: recorded.map(({ id }) => id) } },
    );
    await test.work('all');
    const said = (await test.history(ticket)).flatMap((event) =>
      event.kind === 'message.added' ? [event.body] : [],
    );
    assert.deepEqual(
      said,
      issue.comments.map(({ body }) => body),
    );
  });
});
