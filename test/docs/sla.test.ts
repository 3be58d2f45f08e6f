import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { inWords } from '@tierline/contracts';
import type { ClockName, Command } from '@tierline/domain';
import { Temporal } from 'temporal-polyfill';

import {
  ANSWER_AND_SOLVE,
  ASK,
  CLAIM,
  type CaseOutcome,
  casePolicy,
  ESCALATE,
  HOLD,
  lived,
  MINUTE,
  priority,
  RESUME,
  SAY,
  SOLVE,
  TIMER,
  UNSOLVE,
  WRITE,
} from '../../packages/domain/test/sla-case.ts';

const PAGE = readFileSync(new URL('../../docs/sla.md', import.meta.url), 'utf8');
const ZONE = 'Europe/Berlin';

/** What the page says that is done. */
const DEEDS: Readonly<Record<string, Command>> = {
  'time passes': TIMER,
  answered: SAY,
  'asked the customer': ASK,
  'the customer writes': WRITE,
  'put on hold': HOLD,
  resumed: RESUME,
  claimed: CLAIM,
  escalated: ESCALATE,
  solved: SOLVE,
  'solved with an answer': ANSWER_AND_SOLVE,
  'taken back: no solution': UNSOLVE,
  'priority high': priority('high'),
};

interface Block {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

function blocks(): readonly Block[] {
  return [...PAGE.matchAll(/^```(yaml|sla) (\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, kind = '', name = '', text = ''], index, all) => ({
      kind,
      name,
      text,
      line: PAGE.slice(0, all[index]?.index).split('\n').length,
    }),
  );
}

/** A local time of the page as ISO 8601 in UTC. */
function utc(local: string): string {
  return Temporal.PlainDateTime.from(local.replace(' ', 'T')).toZonedDateTime(ZONE).toInstant().toString();
}

function local(instant: string): string {
  const { year, month, day, hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(ZONE);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** A clock as the page puts it. */
function told(outcome: CaseOutcome, name: string): string {
  const [state, minutes, due] = outcome.clock(name as ClockName);
  if (state === 'none') return 'none';
  const spent = `${state}, ${inWords(minutes * MINUTE)} spent`;
  return due === undefined ? spent : `${spent}, due ${local(due)}`;
}

/** What was recorded, as the page puts it. */
function recorded({ fired }: CaseOutcome): string {
  return fired
    .map((what) =>
      what
        .replace(' step ', ' ')
        .replace(/ skipped late$/, ' (skipped, late)')
        .replace(/ skipped$/, ' (skipped)')
        .replace(/(?<!,) late$/, ' (late)'),
    )
    .join(', ');
}

function run({ name, text }: Block, policies: ReadonlyMap<string, string>): void {
  const promises = policies.get(name);
  assert.ok(promises !== undefined, `no policy ${name} on the page`);
  const lines = text.trim().split('\n');
  const done = lines.flatMap((line) => {
    const [, when, deed = ''] = /^(\d{4}-\d\d-\d\d \d\d:\d\d) {2}(.*)$/.exec(line) ?? [];
    return when === undefined ? [] : [{ when, deed }];
  });
  const [opened, ...rest] = done;
  const [, plan] = /^opened(?:, plan (\w+))?$/.exec(opened?.deed ?? '') ?? [];
  assert.ok(opened, 'an example begins with a ticket that is opened');
  const outcome = lived(
    casePolicy('', { promises }),
    utc(opened.when),
    rest.map(
      ({ when, deed }) => [utc(when), DEEDS[deed] ?? assert.fail(`nobody knows how: ${deed}`)] as const,
    ),
    plan === undefined ? {} : { plan },
  );
  const claims = lines.filter((line) => line.startsWith('=> '));
  assert.ok(claims.length > 0, 'an example says what comes of it');
  assert.equal(claims.length + done.length, lines.length, 'every line is read');
  for (const claim of claims) {
    const [, what = '', said] = /^=> (\w+): (.*)$/.exec(claim) ?? [];
    assert.equal(what === 'recorded' ? recorded(outcome) : told(outcome, what), said, claim);
  }
}

describe('docs/sla.md', () => {
  const all = blocks();
  const policies = new Map(all.filter(({ kind }) => kind === 'yaml').map(({ name, text }) => [name, text]));
  const examples = all.filter(({ kind }) => kind === 'sla');

  it('has examples', () => assert.ok(examples.length >= 12, String(examples.length)));

  for (const example of examples) {
    it(`is right in line ${example.line}`, () => run(example, policies));
  }
});
