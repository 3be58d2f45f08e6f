import assert from 'node:assert/strict';

import { compileRule, route, type RoutingCondition } from '@tierline/domain';
import { aRequest } from '@tierline/testkit';
import * as fc from 'fast-check';

/** Whether a rule of this condition holds for a ticket. */
function holds(when: RoutingCondition, fields: Parameters<typeof aRequest>[0]): boolean {
  return compileRule('rule', when, 'T2').matches(aRequest(fields));
}

describe('routing', () => {
  it('puts a ticket on the lowest tier where no rule matches', () => {
    assert.deepEqual(route(aRequest(), []), { tier: 'T1', rule: 'default' });
    assert.deepEqual(route(aRequest(), [compileRule('never', { text: ['nothing like it'] }, 'T3')]), {
      tier: 'T1',
      rule: 'default',
    });
  });

  it('lets the first matching rule decide, whatever its tier', () => {
    const rules = [
      compileRule('other', { tags: ['other'] }, 'T1'),
      compileRule('first', { tags: ['vip'] }, 'T2'),
      compileRule('second', { tags: ['vip'] }, 'T3'),
    ];
    assert.deepEqual(route(aRequest({ tags: ['vip'] }), rules), { tier: 'T2', rule: 'first' });
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
    const when: RoutingCondition = {
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
