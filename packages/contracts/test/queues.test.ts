import assert from 'node:assert/strict';

import {
  hearers,
  QUEUES,
  wakesPush,
  subscribers,
  WEBHOOK_EVENTS,
  type WebhookEndpoint,
} from '@tierline/contracts';
import {
  type Actor,
  type Command,
  decide,
  instant,
  millis,
  ticketId,
  type TicketEvent,
  type TicketEventKind,
} from '@tierline/domain';
import {
  ADA,
  aLife,
  aPolicy,
  aRequest,
  CLEO,
  EVE,
  INTO_ADAS_HANDS,
  LADDERS,
  MONDAY,
  TEAMS,
} from '@tierline/testkit';

const { policy } = aPolicy();
const OTHER = ticketId('fedcba9876543210fedcba98');
const ANSWER = {
  kind: 'reply',
  author: { kind: 'agent', id: ADA },
  visibility: 'public',
  body: 'Words.',
  ask: false,
} as const;
const CUSTOMER_WRITES: Command = { ...ANSWER, author: { kind: 'requester', id: 'customer@example.com' } };
const NOTE = { seen: 'an error', tried: 'a restart', why: 'needs logs' };

const SHARE: Command = { kind: 'share', by: { kind: 'system', name: 'router' } };
const claim: Command = { kind: 'claim', agentId: ADA, occupied: [] };
const { ticket, events: early } = aLife(
  [
    ...INTO_ADAS_HANDS,
    ANSWER,
    { ...ANSWER, ask: true },
    CUSTOMER_WRITES,
    claim,
    { kind: 'solve', agentId: ADA },
    CUSTOMER_WRITES,
    claim,
    { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
  ],
  { policy },
);
const late = decide(ticket, { kind: 'timer' }, instant(MONDAY + 48 * 3_600_000), policy);
/** Another one, which goes up and down, waits for engineering, and is closed a minute after it was solved. */
const { events: closing } = aLife(
  [
    ...INTO_ADAS_HANDS,
    { kind: 'escalate', agentId: ADA, reason: 'needs-expertise', note: NOTE },
    { kind: 'claim', agentId: CLEO, occupied: [] },
    { kind: 'de-escalate', agentId: CLEO, reason: 'needs-expertise', note: NOTE },
    claim,
    {
      kind: 'add-file',
      by: { kind: 'agent', id: ADA },
      file: {
        id: 'f'.repeat(24),
        name: 'a.png',
        type: 'image/png',
        size: 1,
        sha256: '',
        visibility: 'public',
      },
    },
    { kind: 'update', agentId: ADA, changes: { priority: 'high' } },
    { kind: 'update', agentId: ADA, changes: { tags: { add: ['vip'] } } },
    { kind: 'take-back', holder: ADA, by: { kind: 'system', name: 'router' } },
    claim,
    { kind: 'hold', agentId: ADA, waitsFor: 'engineering' },
    { kind: 'resume', agentId: ADA },
    claim,
    { kind: 'solve', agentId: ADA },
    { kind: 'timer' },
  ],
  { policy: { ...policy, life: { ...policy.life, closeAfter: millis(60_000) } } },
);
const NOTIFIER: Actor = { kind: 'system', name: 'notifier' };
const HAND = { kind: 'hand-to-engineering', agentId: EVE, tracker: 'product' } as const;
const FILE = { ...HAND, as: { kind: 'file', title: 'It fails', body: 'Words.' } } as const;
const take: Command = { kind: 'claim', agentId: EVE, occupied: [] };
/** A third, which engineering has, first as an issue that is filed, then as one that is linked, then not at all. */
const { events: handed } = aLife(
  [
    { kind: 'route', by: NOTIFIER },
    take,
    FILE,
    { kind: 'issue-filed', handoff: 4, issue: { key: '7' }, by: NOTIFIER },
    { kind: 'comment-on-issue', agentId: EVE, body: 'Words.' },
    { kind: 'issue-changed', tracker: 'product', key: '7', state: 'fixed', comments: [], by: NOTIFIER },
    take,
    { ...HAND, as: { kind: 'link', key: '7' } },
    { kind: 'unlink-issue', agentId: EVE },
    take,
    FILE,
    { kind: 'engineering-failed', handoff: 16, reason: 'HTTP 422', by: NOTIFIER },
  ],
  { policy: { ...policy, trackers: new Set(['product']) }, request: aRequest({ subject: 'A data breach' }) },
);
/** One that nobody takes for half an hour. */
const { events: shared } = aLife(
  [{ kind: 'route', by: { kind: 'system', name: 'router' } }, ...Array.from({ length: 30 }, () => SHARE)],
  { policy: aPolicy(TEAMS).policy },
);
/** One that is linked and no longer, and one that goes on for another which had to be answered sooner. */
const { ticket: urgent } = aLife([], { policy, request: aRequest({ priority: 'urgent' }) });
const { events: joining } = aLife(
  [
    { kind: 'link', agentId: ADA, to: OTHER, link: 'related' },
    { kind: 'unlink', agentId: ADA, to: OTHER, link: 'related' },
    { kind: 'absorb', agentId: ADA, merged: { ...urgent, id: OTHER } },
    { kind: 'merge', agentId: ADA, into: OTHER },
  ],
  { policy },
);
/** A sixth, whose holder asks around, passes it on, and may do so once only. */
const T3: Command = {
  kind: 'ask-help',
  agentId: ADA,
  asked: { kind: 'tier', tier: 'T3' },
  question: 'Have you seen this?',
};
const BACK: Command = { kind: 'reassign', agentId: ADA, reason: 'workload' };
const { events: passedOn } = aLife(
  [
    ...INTO_ADAS_HANDS,
    T3,
    { kind: 'answer-help', agentId: EVE, request: 4, body: 'Yes.' },
    T3,
    { kind: 'withdraw-help', agentId: ADA, request: 6 },
    { kind: 'hand-contact', agentId: ADA, to: CLEO },
    BACK,
    claim,
    BACK,
  ],
  {
    policy: {
      ...policy,
      escalation: { ...policy.escalation, maxReassignments: 1, atLimit: 'manager' },
    },
  },
);
/** An incident, and a ticket that is attached to it, hears of it, and then no longer. */
const UPDATE = { effect: 'tell', message: { visibility: 'public', body: 'Words.' } } as const;
const { ticket: incident, events: declaring } = aLife(
  [
    ...INTO_ADAS_HANDS,
    { kind: 'declare-incident', agentId: ADA },
    { kind: 'update-attached', agentId: ADA, ...UPDATE },
    { kind: 'incident-spread', upTo: 5, by: NOTIFIER },
  ],
  { policy },
);
const { events: waiting } = aLife(
  [
    ...INTO_ADAS_HANDS,
    { kind: 'attach', agentId: ADA, incident: { ...incident, id: OTHER }, wait: true },
    { kind: 'reach', incident: OTHER, updates: [{ effect: 'tell', seq: 6, by: ADA }], upTo: 6, by: NOTIFIER },
    { kind: 'detach', agentId: ADA },
  ],
  { policy },
);
/** A seventh that nobody takes up in time, under a policy with ladders, which is then replaced. */
const { policy: laddered } = aPolicy('', { promises: LADDERS });
const { ticket: untouched, events: unheard } = aLife(INTO_ADAS_HANDS.slice(0, 1), { policy: laddered });
const handedUp = decide(untouched, { kind: 'timer' }, instant(MONDAY + 7 * 3_600_000), laddered);
const { policy: replaced } = aPolicy('', { promises: LADDERS.replaceAll('24h', '23h'), number: 1 });
const recomputed = decide(untouched, { kind: 'timer' }, instant(MONDAY + 120_000), replaced);
const EVENTS: readonly TicketEvent[] = [
  ...early,
  ...(late.kind === 'decided' ? late.events : []),
  ...closing,
  ...handed,
  ...shared,
  ...joining,
  ...passedOn,
  ...declaring,
  ...waiting,
  ...unheard,
  ...(handedUp.kind === 'decided' ? handedUp.events : []),
  ...(recomputed.kind === 'decided' ? recomputed.events : []),
];

/** The first event of a kind in a ticket's life. */
function first(kind: TicketEventKind): TicketEvent {
  const event = EVENTS.find((one) => one.kind === kind);
  assert.ok(event, kind);
  return event;
}

const everything: WebhookEndpoint = {
  id: 'all',
  url: 'https://example.com/',
  events: [...WEBHOOK_EVENTS],
  secretEnv: 'SECRET',
};
const breaches: WebhookEndpoint = { ...everything, id: 'breaches', events: ['sla.breached'] };

const TABLE: Readonly<
  Record<TicketEventKind, { readonly alone: readonly string[]; readonly subscribed: readonly string[] }>
> = {
  'ticket.opened': { alone: ['router'], subscribed: ['router', 'notifier'] },
  'ticket.routed': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.claimed': { alone: [], subscribed: [] },
  'message.added': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.bounce-limited': { alone: [], subscribed: ['notifier'] },
  'ticket.reassigned': { alone: [], subscribed: ['notifier'] },
  'ticket.contact-changed': { alone: [], subscribed: ['notifier'] },
  'help.asked': { alone: [], subscribed: ['notifier'] },
  'help.answered': { alone: [], subscribed: ['notifier'] },
  'help.withdrawn': { alone: [], subscribed: ['notifier'] },
  'ticket.pended': { alone: ['sla'], subscribed: ['sla'] },
  'ticket.resumed': { alone: ['sla'], subscribed: ['sla'] },
  'attachment.added': { alone: [], subscribed: ['notifier'] },
  'ticket.updated': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.held': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.escalated': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.de-escalated': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.solved': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.taken-back': { alone: [], subscribed: ['notifier'] },
  'ticket.shared': { alone: [], subscribed: [] },
  'ticket.closed': { alone: [], subscribed: ['notifier'] },
  'ticket.reopened': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'engineering.requested': { alone: ['engineering'], subscribed: ['engineering', 'notifier'] },
  'engineering.failed': { alone: [], subscribed: ['notifier'] },
  'engineering.commented': { alone: ['engineering'], subscribed: ['engineering'] },
  'issue.filed': { alone: ['engineering'], subscribed: ['engineering', 'notifier'] },
  'issue.linked': { alone: ['engineering'], subscribed: ['engineering', 'notifier'] },
  'issue.changed': { alone: [], subscribed: ['notifier'] },
  'issue.unlinked': { alone: [], subscribed: ['notifier'] },
  'ticket.merged': { alone: ['sla'], subscribed: ['sla', 'notifier'] },
  'ticket.absorbed': { alone: ['sla'], subscribed: ['sla'] },
  'incident.declared': { alone: [], subscribed: ['notifier'] },
  'incident.attached': { alone: ['incidents'], subscribed: ['incidents', 'notifier'] },
  'incident.detached': { alone: [], subscribed: ['notifier'] },
  'incident.updated': { alone: ['incidents'], subscribed: ['incidents', 'notifier'] },
  'incident.reached': { alone: [], subscribed: [] },
  'incident.spread': { alone: [], subscribed: ['notifier'] },
  'ticket.linked': { alone: [], subscribed: ['notifier'] },
  'ticket.unlinked': { alone: [], subscribed: ['notifier'] },
  'sla.warned': { alone: [], subscribed: ['notifier'] },
  'sla.breached': { alone: [], subscribed: ['notifier'] },
  'sla.stepped': { alone: [], subscribed: ['notifier'] },
  'sla.recomputed': { alone: ['sla'], subscribed: ['sla'] },
};

describe('who hands out work', () => {
  it('is woken where a team is given its tickets, when one begins to wait or leaves somebody, and only there', () => {
    const teams = aPolicy(TEAMS).policy;
    const woken = EVENTS.filter((event) => wakesPush(event, teams)).map(({ kind }) => kind);
    for (const kind of [
      'ticket.routed',
      'ticket.solved',
      'ticket.reopened',
      'ticket.taken-back',
      'ticket.shared',
    ])
      assert.ok(
        woken.some((one) => one === kind),
        kind,
      );
    for (const kind of ['ticket.opened', 'ticket.claimed', 'message.added', 'sla.warned'])
      assert.ok(!woken.some((one) => one === kind), kind);
    assert.deepEqual(
      EVENTS.filter((event) => wakesPush(event, policy)),
      [],
    );
  });
});

describe('who hears what', () => {
  for (const kind of Object.keys(TABLE) as TicketEventKind[]) {
    const { alone, subscribed } = TABLE[kind];
    it(`of ${kind}: ${alone.join(', ') || 'nobody'}; where somebody subscribed to everything: ${subscribed.join(', ') || 'nobody'}`, () => {
      assert.deepEqual(hearers(first(kind), []), alone);
      assert.deepEqual(hearers(first(kind), [everything]), subscribed);
    });
  }

  it('is nobody but subscribers for a message that changes no promise', () => {
    const messages = EVENTS.filter((event) => event.kind === 'message.added');
    assert.deepEqual(
      messages.map((message) => [message.actor.kind, hearers(message, [])]),
      [
        ['agent', ['sla']],
        ['agent', []],
        ['requester', []],
        ['requester', []],
      ],
    );
  });

  it('is not sla-monitor for an update that changes no promise', () => {
    const updates = EVENTS.filter(({ kind, actor }) => kind === 'ticket.updated' && actor.kind === 'agent');
    assert.deepEqual(
      updates.map((event) => hearers(event, [everything])),
      [['sla', 'notifier'], ['notifier']],
    );
  });

  it('wakes the notifier once, however many subscribed, and not for what nobody wants', () => {
    assert.deepEqual(hearers(first('sla.breached'), [everything, breaches]), ['notifier']);
    assert.deepEqual(hearers(first('ticket.opened'), [breaches]), ['router']);
  });

  it('names the webhooks that want to be told', () => {
    assert.deepEqual(
      subscribers(first('sla.breached'), [everything, breaches]).map(({ id }) => id),
      ['all', 'breaches'],
    );
    assert.deepEqual(
      subscribers(first('ticket.opened'), [everything, breaches]).map(({ id }) => id),
      ['all'],
    );
    assert.deepEqual(subscribers(first('ticket.claimed'), [everything]), []);
  });

  it('only names queues that exist, none of which has a colon in its name', () => {
    for (const event of EVENTS)
      for (const queue of hearers(event, [everything])) assert.equal(QUEUES[queue], queue);
    for (const queue of Object.values(QUEUES)) assert.ok(!queue.includes(':'));
  });
});
