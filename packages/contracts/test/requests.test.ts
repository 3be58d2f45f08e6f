import assert from 'node:assert/strict';

import { ROUTES } from '@tierline/contracts';
import * as fc from 'fast-check';
import type { z } from 'zod';

type Json = string | number | boolean | null | { readonly [key: string]: Json } | readonly Json[];

const ID = '0123456789abcdef01234567';

/** Every request that a route takes, each with a value in every field. */
const REQUESTS: readonly {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly valid: { readonly [key: string]: Json };
  /** Fields from which null takes the value away. */
  readonly nullable?: readonly string[];
}[] = [
  {
    name: 'createTicket body',
    schema: ROUTES.createTicket.body,
    valid: {
      subject: 'Help',
      description: 'It fails.',
      requester: 'customer@example.com',
      channel: 'form',
      priority: 'high',
      plan: 'pro',
      tags: ['vip', 'beta'],
      fields: { region: 'eu', seats: 3, trial: true },
    },
  },
  {
    name: 'createTicket headers',
    schema: ROUTES.createTicket.headers,
    valid: { 'idempotency-key': 'b6d1-17' },
  },
  {
    name: 'listTickets query',
    schema: ROUTES.listTickets.query,
    valid: {
      status: 'open',
      tier: 'T2',
      holder: 't1-ada',
      state: 'in-review',
      tag: 'vip',
      field: 'region:eu',
      limit: '20',
      cursor: ID,
    },
  },
  {
    name: 'applyPolicy body',
    schema: ROUTES.applyPolicy.body,
    valid: { text: 'a: 1', from: '0123456789ab', comment: 'why' },
  },
  {
    name: 'rollbackPolicy body',
    schema: ROUTES.rollbackPolicy.body,
    valid: { to: '0123456789ab', from: '0123456789ab', comment: 'why' },
  },
  { name: 'readTicket path', schema: ROUTES.readTicket.params, valid: { id: ID } },
  {
    name: 'listMessages query',
    schema: ROUTES.listMessages.query,
    valid: { limit: '20', cursor: `1772442000000.${ID}.7` },
  },
  { name: 'listMessages path', schema: ROUTES.listMessages.params, valid: { id: ID } },
  { name: 'reply path', schema: ROUTES.reply.params, valid: { id: ID } },
  {
    name: 'reply body of an agent',
    schema: ROUTES.reply.body,
    valid: { author: { kind: 'agent', id: 't1-ada' }, body: 'Hello.', visibility: 'public', ask: true },
  },
  {
    name: 'reply body of the customer',
    schema: ROUTES.reply.body,
    valid: { author: { kind: 'requester' }, body: 'Hello.' },
  },
  {
    name: 'reply body of an engineer',
    schema: ROUTES.reply.body,
    valid: { author: { kind: 'engineer', id: 'Grace' }, body: 'Fixed.', visibility: 'internal' },
  },
  {
    name: 'escalate body',
    schema: ROUTES.escalate.body,
    valid: { agent: 't1-ada', to: 'T3', reason: 'bug', note: { seen: 'a', tried: 'b', why: 'c' } },
  },
  {
    name: 'reassign body',
    schema: ROUTES.reassign.body,
    valid: { agent: 't1-ada', to: 't1-ben', reason: 'workload', note: 'Nearly done.' },
  },
  {
    name: 'handContact body',
    schema: ROUTES.handContact.body,
    valid: { agent: 't1-ada', to: 't2-cleo' },
  },
  {
    name: 'askForHelp body',
    schema: ROUTES.askForHelp.body,
    valid: { of: 'tier', agent: 't1-ada', tier: 'T3', question: 'Have you seen this?' },
  },
  {
    name: 'answerHelp body',
    schema: ROUTES.answerHelp.body,
    valid: { agent: 't3-eve', body: 'Yes.' },
  },
  { name: 'withdrawHelp body', schema: ROUTES.withdrawHelp.body, valid: { agent: 't1-ada' } },
  {
    name: 'listHelp query',
    schema: ROUTES.listHelp.query,
    valid: { tier: 'T3', to: 't3-eve', limit: '20', cursor: `${ID}.4` },
  },
  {
    name: 'addAttachment query',
    schema: ROUTES.addAttachment.query,
    valid: { name: 'Screenshot 1.png', visibility: 'internal', agent: 't1-ada' },
  },
  {
    name: 'update body',
    schema: ROUTES.update.body,
    valid: {
      agent: 't1-ada',
      subject: 'Help',
      priority: 'low',
      plan: 'pro',
      tags: { add: ['a'], remove: ['b'] },
      fields: { region: 'eu', seats: 3 },
      state: 'in-review',
    },
    nullable: ['plan', 'state', 'fields.region', 'fields.seats'],
  },
  { name: 'hold body', schema: ROUTES.hold.body, valid: { agent: 't1-ada', as: 'awaiting-parts' } },
  { name: 'resume body', schema: ROUTES.resume.body, valid: { agent: 't1-ada', as: 'in-review' } },
  {
    name: 'solve body',
    schema: ROUTES.solve.body,
    valid: { agent: 't1-ada', answer: 'Done.', as: 'worked-around' },
  },
  { name: 'listEvents path', schema: ROUTES.listEvents.params, valid: { id: ID } },
  {
    name: 'listDeliveries query',
    schema: ROUTES.listDeliveries.query,
    valid: { state: 'failed', endpoint: 'crm', limit: '20', cursor: `1772442000000.${ID}.000001.crm` },
  },
  { name: 'redeliver headers', schema: ROUTES.redeliver.headers, valid: { 'idempotency-key': 'b6d1-17' } },
  { name: 'redeliver body', schema: ROUTES.redeliver.body, valid: { id: `${ID}/000001@crm` } },
  { name: 'claimNext path', schema: ROUTES.claimNext.params, valid: { agent: 't1-ada' } },
];

/** Ways to every value within a value. */
function paths(value: Json): readonly (readonly string[])[] {
  const inner: readonly [string, Json][] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return inner.flatMap(([key, part]) => [[key], ...paths(part).map((path) => [key, ...path])]);
}

/** A copy with the value at the end of the path replaced. */
function replaced(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  const part = (name: string, inner: Json) => (name === key ? replaced(inner, rest, by) : inner);
  if (isList(value)) return value.map((item, index) => part(String(index), item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, part(name, inner)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Query operators as they come out of a JSON body or a query string. */
const operator: fc.Arbitrary<Json> = fc.oneof(
  fc.constant({ $ne: null }),
  fc
    .tuple(
      fc.constantFrom('$ne', '$gt', '$gte', '$in', '$nin', '$regex', '$where', '$exists', '$expr', '$not'),
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string())),
    )
    .map(([key, value]) => ({ [key]: value })),
);

/** A new ticket with some of its fields. */
const create = (fields: Record<string, unknown>) =>
  ROUTES.createTicket.body.safeParse({
    subject: 'Help',
    description: 'It fails.',
    requester: 'customer@example.com',
    ...fields,
  });

/** The size of a page when it is asked for like this. */
const limit = (value: unknown) => ROUTES.listTickets.query.safeParse({ limit: value }).data?.limit;

describe('the schemas of requests', () => {
  for (const { name, schema, valid, nullable = [] } of REQUESTS) {
    it(`take a valid ${name}`, () => assert.deepEqual(schema.safeParse(valid).error, undefined));

    it(`refuse a query operator in any field of ${name}`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...paths(valid)), operator, (path, evil) => {
          assert.ok(!schema.safeParse(replaced(valid, path, evil)).success, path.join('.'));
        }),
      );
    });

    it(`refuse null, and a list, in any field of ${name}`, () => {
      const lists = new Set(['tags', 'add', 'remove']);
      for (const path of paths(valid).filter((one) => !lists.has(one.at(-1) ?? '')))
        for (const value of [...(nullable.includes(path.join('.')) ? [] : [null]), ['x'], []])
          assert.ok(
            !schema.safeParse(replaced(valid, path, value)).success,
            `${path.join('.')} ${JSON.stringify(value)}`,
          );
    });

    // Requests have more headers than those that a route knows.
    if (name.endsWith('headers')) continue;
    it(`refuse an unknown field, $-named or not, at any depth of ${name}`, () => {
      const objects = [[], ...paths(valid)].flatMap((path) => {
        const inner = path.reduce<Json | undefined>(
          (value, key) => (value as Record<string, Json> | undefined)?.[key],
          valid,
        );
        return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? [{ path, inner: inner as Record<string, Json> }]
          : [];
      });
      for (const { path, inner } of objects) {
        // Which custom fields there are is the policy's to say: only names that none can have are refused here.
        const keys =
          path.at(-1) === 'fields'
            ? ['$where', 'a.b', 'Unknown']
            : ['unknown', '$where', 'a.b', 'constructor'];
        for (const key of keys) {
          assert.ok(
            !schema.safeParse(replaced(valid, path, { ...inner, [key]: 'x' })).success,
            [...path, key].join('.'),
          );
        }
      }
    });
  }

  it('fill in what a new ticket leaves out', () => {
    assert.deepEqual(create({}).data, {
      subject: 'Help',
      description: 'It fails.',
      requester: 'customer@example.com',
      channel: 'api',
      priority: 'normal',
      tags: [],
    });
  });

  it('refuse text that is empty, blank, too long or holds a NUL', () => {
    for (const subject of ['', '   ', '\n', 'x'.repeat(201), 'a\0b'])
      assert.ok(!create({ subject }).success, JSON.stringify(subject.slice(0, 9)));
    assert.ok(create({ subject: 'x'.repeat(200), description: 'x'.repeat(20_000) }).success);
    assert.ok(!create({ description: 'x'.repeat(20_001) }).success);
    assert.ok(!create({ tags: Array.from({ length: 21 }, () => 'tag') }).success);
  });

  it('refuse what is no e-mail address', () => {
    for (const requester of [
      '',
      'customer',
      '@example.com',
      'a@b',
      'a b@example.com',
      'a@example.com\nb@example.com',
    ])
      assert.ok(!create({ requester }).success, requester);
  });

  it('refuse a field by the name of the prototype', () => {
    const body: unknown = JSON.parse('{"agent":"t1-ada","__proto__":{"answer":"Done."}}');
    assert.ok(!ROUTES.solve.body.safeParse(body).success);
  });

  it('name the field at fault', () => {
    const { error } = ROUTES.escalate.body.safeParse({
      agent: 't1-ada',
      reason: 'bug',
      note: { seen: 'a', tried: { $ne: null }, why: '' },
    });
    assert.deepEqual(
      error?.issues.map(({ path }) => path.join('.')),
      ['note.tried', 'note.why'],
    );
  });

  it('take page sizes from 1 to 500 and 50 unless said', () => {
    assert.equal(ROUTES.listTickets.query.parse({}).limit, 50);
    assert.deepEqual(['1', '500'].map(limit), [1, 500]);
    for (const value of ['0', '501', '-1', '1.5', '', 'many', '1e9'])
      assert.equal(limit(value), undefined, value);
  });
});
