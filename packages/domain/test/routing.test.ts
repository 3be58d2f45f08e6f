import assert from 'node:assert/strict';

import {
  compileCalendar,
  compileRule,
  type Condition,
  instant,
  route,
  type RoutingDecision,
  type RoutingFacts,
  type RoutingRule,
  ticketId,
  type Tier,
} from '@tierline/domain';
import { aRequest, MONDAY } from '@tierline/testkit';
import * as fc from 'fast-check';

const OFFICE = compileCalendar('office', {
  kind: 'weekly',
  zone: 'Europe/Berlin',
  hours: { mon: [[9 * 60, 17 * 60]] },
  holidays: [],
});

function facts(fields: Partial<RoutingFacts> = {}): RoutingFacts {
  return { ...aRequest(), openedAt: MONDAY, ...fields };
}

function rule(name: string, when: Condition, tier: Tier): RoutingRule {
  return compileRule({ name, when, tier }, new Map([['office', OFFICE]]));
}

/** Whether a rule of this condition holds for a ticket. */
function holds(when: Condition, fields: Partial<RoutingFacts>): boolean {
  return rule('rule', when, 'T2').matches(facts(fields));
}

const DEFAULT: RoutingDecision = { tier: 'T1', by: 'default', rule: 'default', alternatives: [] };

describe('routing', () => {
  it('puts a ticket on the lowest tier where no rule matches', () => {
    assert.deepEqual(route(facts(), []), DEFAULT);
    assert.deepEqual(route(facts(), [rule('never', { text: ['nothing like it'] }, 'T3')]), DEFAULT);
  });

  it('lets the first matching rule decide, whatever its tier, and tells which others matched', () => {
    const rules = [
      rule('other', { tags: ['other'] }, 'T1'),
      rule('first', { tags: ['vip'] }, 'T2'),
      rule('second', { tags: ['vip'] }, 'T3'),
    ];
    assert.deepEqual(route(facts({ tags: ['vip'] }), rules), {
      tier: 'T2',
      by: 'rule',
      rule: 'first',
      alternatives: [{ by: 'rule', rule: 'second', tier: 'T3' }],
    });
  });

  it('keeps a trace of bounded size, however many rules match', () => {
    const rules = Array.from({ length: 200 }, (_, index) => rule(`r${index}`, { tags: ['vip'] }, 'T2'));
    assert.equal(route(facts({ tags: ['vip'] }), rules).alternatives.length, 5);
  });

  it('finds phrases in the subject and in the description', () => {
    assert.ok(holds({ text: ['webhook'] }, { subject: 'My webhook fails' }));
    assert.ok(holds({ text: ['webhook'] }, { description: 'Since today the webhook fails.' }));
    assert.ok(!holds({ text: ['webhook'] }, { subject: 'Login', description: 'It fails.' }));
  });

  it('does not find a phrase of which each half is in another field', () => {
    assert.ok(!holds({ text: ['data breach'] }, { subject: 'Lost data', description: 'breach of contract' }));
  });

  const WORDS: readonly {
    readonly phrase: string;
    readonly yes: readonly string[];
    readonly no: readonly string[];
  }[] = [
    {
      phrase: 'sso',
      yes: ['SSO', 'our sso is down', '(sso)', 'sso, again', 'sso-login'],
      no: ['lesson', 'ssos', 'sso2'],
    },
    {
      phrase: 'single sign-on',
      yes: ['Single Sign-On', 'single  sign-on', 'single\n\tsign-on!'],
      no: ['single sign on', 'singlesign-on'],
    },
    { phrase: 'über', yes: ['ÜBER', 'Über uns'], no: ['überall', 'hinüber'] },
    { phrase: 'ΣΦΆΛΜΑ', yes: ['σφάλμα', 'ένα σφάλμα.'], no: ['σφάλματα'] },
    { phrase: 'ошибка', yes: ['Ошибка!', 'ОШИБКА входа'], no: ['ошибками', 'неошибка'] },
    { phrase: 'خطأ', yes: ['هناك خطأ في الدخول'], no: ['أخطأنا'] },
    { phrase: '故障', yes: ['故障', '【故障】'], no: ['事故'] },
    { phrase: 'कर', yes: ['कर', 'कर भुगतान'], no: ['करें', 'करना', 'सरकर'] },
  ];
  for (const { phrase, yes, no } of WORDS) {
    it(`finds "${phrase}" as whole words, in whatever case`, () => {
      assert.deepEqual(
        yes.filter((text) => !holds({ text: [phrase] }, { subject: text })),
        [],
      );
      assert.deepEqual(
        no.filter((text) => holds({ text: [phrase] }, { subject: text })),
        [],
      );
    });
  }

  it('takes the characters of regular expressions literally', () => {
    for (const phrase of [
      'a.c',
      'c++',
      'what?',
      '(beta)',
      '[x]',
      'a|b',
      '^top',
      'end$',
      'x{2}',
      String.raw`back\slash`,
      '.*',
      '/path/',
    ]) {
      assert.ok(holds({ text: [phrase] }, { subject: `about ${phrase} here` }), phrase);
      assert.ok(!holds({ text: [phrase] }, { subject: 'abc aac b xx' }), phrase);
    }
  });

  it('finds any phrase in itself, and compiles whatever the phrase', () => {
    const phrase = fc
      .string({ unit: 'grapheme', minLength: 2, maxLength: 30 })
      .map((text) => text.trim())
      .filter((text) => text.length >= 2);
    fc.assert(
      fc.property(phrase, (text) => assert.ok(holds({ text: [text] }, { subject: `see: ${text} ok` }))),
    );
  });

  it('needs one match within a condition', () => {
    assert.ok(holds({ text: ['alpha', 'beta'] }, { subject: 'the beta' }));
    assert.ok(holds({ tags: ['a', 'b'] }, { tags: ['b', 'z'] }));
    assert.ok(holds({ plans: ['pro', 'enterprise'] }, { plan: 'enterprise' }));
    assert.ok(!holds({ plans: ['enterprise'] }, {}));
    assert.ok(!holds({ tags: ['a'] }, { tags: [] }));
  });

  it('needs every condition', () => {
    const when: Condition = {
      text: ['outage'],
      channels: ['phone'],
      priorities: ['urgent'],
      plans: ['enterprise'],
      tags: ['vip'],
    };
    const matching = {
      subject: 'Outage',
      channel: 'phone',
      priority: 'urgent',
      plan: 'enterprise',
      tags: ['vip'],
    } as const;
    assert.ok(holds(when, matching));
    const spoilt = [
      { subject: 'Question' },
      { channel: 'email' },
      { priority: 'high' },
      { plan: 'free' },
      { tags: [] },
    ] as const;
    for (const one of spoilt) assert.ok(!holds(when, { ...matching, ...one }), JSON.stringify(one));
  });
});

describe('a routing condition', () => {
  const TABLE: readonly {
    readonly when: Condition;
    readonly yes: readonly Partial<RoutingFacts>[];
    readonly no: readonly Partial<RoutingFacts>[];
  }[] = [
    {
      when: { all: [{ field: 'plan', is: 'pro' }, { tags: ['vip'] }] },
      yes: [{ plan: 'pro', tags: ['vip'] }],
      no: [{ plan: 'pro' }, { tags: ['vip'] }],
    },
    {
      when: { any: [{ field: 'plan', is: 'pro' }, { tags: ['vip'] }] },
      yes: [{ plan: 'pro' }, { tags: ['vip'] }],
      no: [{ plan: 'free', tags: ['other'] }],
    },
    {
      when: { not: { field: 'plan', in: ['free', 'trial'] } },
      yes: [{ plan: 'pro' }, {}],
      no: [{ plan: 'free' }, { plan: 'trial' }],
    },
    {
      when: { field: 'subject', contains: ['refund'] },
      yes: [{ subject: 'A refund, please' }],
      no: [{ subject: 'Money', description: 'a refund' }, { subject: 'refunds' }],
    },
    {
      when: { field: 'subject', startsWith: ['[alert]', 'fwd:'] },
      yes: [{ subject: '[ALERT] disk' }, { subject: 'Fwd: disk' }],
      no: [{ subject: 'An [alert]' }],
    },
    {
      when: { field: 'requester.domain', in: ['example.com'] },
      yes: [{ requester: 'a@example.com' }, { requester: 'a@Example.COM' }],
      no: [{ requester: 'a@sub.example.com' }, { requester: 'example.com@else.org' }],
    },
    {
      when: { field: 'organisation', is: 'acme' },
      yes: [{ organisation: 'acme' }],
      no: [{ organisation: 'acme2' }, {}],
    },
    {
      when: { field: 'fields.seats', greater: 100, less: 1000 },
      yes: [{ fields: { seats: 101 } }, { fields: { seats: 999 } }],
      no: [
        { fields: { seats: 100 } },
        { fields: { seats: 1000 } },
        { fields: { seats: '500' } },
        { fields: {} },
        {},
      ],
    },
    {
      when: { field: 'fields.beta', is: true },
      yes: [{ fields: { beta: true } }],
      no: [{ fields: { beta: false } }, { fields: { beta: 'true' } }, {}],
    },
    {
      // A name that every object has is no field of the ticket.
      when: { not: { field: 'fields.constructor', contains: ['function'] } },
      yes: [{ fields: {} }, {}],
      no: [{ fields: { constructor: 'a function' } }],
    },
    {
      when: { followUp: true },
      yes: [{ followUpOf: ticketId('0123456789abcdef01234567') }],
      no: [{}],
    },
    {
      when: { received: { outside: 'office' } },
      yes: [{ openedAt: instant(MONDAY + 12 * 3_600_000) }],
      no: [{ openedAt: MONDAY }],
    },
    {
      when: { received: { within: 'office' } },
      yes: [{ openedAt: MONDAY }],
      no: [{ openedAt: instant(MONDAY + 12 * 3_600_000) }],
    },
  ];
  for (const { when, yes, no } of TABLE) {
    it(`${JSON.stringify(when)} holds where it says, and nowhere else`, () => {
      assert.deepEqual(
        yes.filter((one) => !holds(when, one)),
        [],
      );
      assert.deepEqual(
        no.filter((one) => holds(when, one)),
        [],
      );
    });
  }

  it('obeys the laws of all, any and not, whatever is asked', () => {
    const leaf = fc.constantFrom<Condition>(
      { tags: ['a'] },
      { field: 'plan', is: 'pro' },
      { channels: ['email'] },
      { field: 'fields.n', greater: 5 },
    );
    const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
      condition: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
        fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
        tie('condition').map((not) => ({ not })),
      ),
    }));
    const ticket = fc.record(
      {
        tags: fc.subarray(['a', 'b']),
        plan: fc.constantFrom('pro', 'free'),
        channel: fc.constantFrom('email' as const, 'api' as const),
        fields: fc.record({ n: fc.integer({ min: 0, max: 10 }) }),
      },
      { requiredKeys: ['tags', 'channel'] },
    );
    fc.assert(
      fc.property(condition, condition, ticket, (a, b, fields) => {
        assert.equal(holds({ not: a }, fields), !holds(a, fields));
        assert.equal(holds({ all: [a, b] }, fields), holds(a, fields) && holds(b, fields));
        assert.equal(
          holds({ not: { any: [a, b] } }, fields),
          holds({ all: [{ not: a }, { not: b }] }, fields),
        );
      }),
    );
  });

  it('is compiled once and asks nothing of time: two hundred rules of ten thousand texts are no worry', function () {
    this.timeout(60_000);
    const rules = Array.from({ length: 200 }, (_, index) =>
      rule(`r${index}`, { text: [`phrase ${index}`, `other ${index}`], plans: ['enterprise'] }, 'T2'),
    );
    const text = facts({ plan: 'enterprise', description: 'nothing of what any rule looks for '.repeat(10) });
    const started = performance.now();
    for (let count = 0; count < 1000; count += 1) route(text, rules);
    const perTicket = (performance.now() - started) / 1000;
    assert.ok(perTicket < 20, `${perTicket.toFixed(2)} ms per ticket`);
  });
});

describe('the opinion of a trained model', () => {
  const opinion = { model: 'm3', scores: { T1: 0.05, T2: 0.9, T3: 0.05 }, minConfidence: 0.8 };
  const RANKED = [
    { by: 'model', tier: 'T2', score: 0.9 },
    { by: 'model', tier: 'T1', score: 0.05 },
    { by: 'model', tier: 'T3', score: 0.05 },
  ] as const;

  it('decides where no rule matches and it is sure enough', () => {
    assert.deepEqual(route(facts(), [], opinion), {
      tier: 'T2',
      by: 'model',
      rule: 'model',
      model: 'm3',
      confidence: 0.9,
      alternatives: RANKED.slice(1),
    });
    assert.equal(route(facts(), [], { ...opinion, minConfidence: 0.9 }).by, 'model');
  });

  it('is only told where it is not sure enough, and the lowest tier stays', () => {
    assert.deepEqual(route(facts(), [], { ...opinion, minConfidence: 0.91 }), {
      ...DEFAULT,
      model: 'm3',
      alternatives: RANKED,
    });
  });

  it('never overrules a rule, and is told beside it', () => {
    const decision = route(facts({ tags: ['vip'] }), [rule('vip', { tags: ['vip'] }, 'T3')], opinion);
    assert.deepEqual(decision, { tier: 'T3', by: 'rule', rule: 'vip', model: 'm3', alternatives: RANKED });
  });

  it('counts for the lower of two tiers that are as probable', () => {
    const even = { model: 'm1', scores: { T1: 0.2, T2: 0.4, T3: 0.4 }, minConfidence: 0.3 };
    assert.equal(route(facts(), [], even).tier, 'T2');
  });
});
