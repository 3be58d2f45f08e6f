import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { parsePolicy } from '@tierline/contracts';
import { add, type Calendar, elapsed, type Instant, instant, isOpen, millis } from '@tierline/domain';
import { policyText } from '@tierline/testkit';

const GUIDE = readFileSync(new URL('../../docs/calendars.md', import.meta.url), 'utf8');
const HOUR = 3_600_000;

const EXAMPLE = /```yaml\n(?<yaml>.*?)```\s+```result\n(?<results>.*?)```/gs;
const RESULT =
  /^(?<name>[\w-]+): (?<from>\S+)(?: \+ (?<plus>\d+)h| to (?<to>\S+))? (?:= (?<is>\S+)|is (?<state>open|closed))$/;

const examples = [...GUIDE.matchAll(EXAMPLE)].map(({ groups: { yaml = '', results = '' } = {} }) => ({
  yaml,
  results: results.trim().split('\n'),
}));

/** Calendars as the policy file reads them. */
function calendarsOf(yaml: string): ReadonlyMap<string, Calendar> {
  const lines = yaml.replaceAll(/^(?=.)/gm, '  ');
  return parsePolicy(policyText().replace('  always: always\n', `  always: always\n${lines}`)).policy
    .calendars;
}

const at = (text: string): Instant => instant(Date.parse(text));

function check(calendars: ReadonlyMap<string, Calendar>, line: string): void {
  const { name = '', from = '', plus, to, is = '', state } = RESULT.exec(line)?.groups ?? {};
  const calendar = calendars.get(name);
  assert.ok(calendar !== undefined, `no result, or of no calendar: ${line}`);
  if (plus !== undefined)
    assert.equal(
      new Date(add(calendar, at(from), millis(Number(plus) * HOUR))).toISOString(),
      new Date(at(is)).toISOString(),
    );
  else if (to === undefined) assert.equal(isOpen(calendar, at(from)) ? 'open' : 'closed', state);
  else assert.equal(`${elapsed(calendar, at(from), at(to)) / HOUR}h`, is);
}

describe('docs/calendars.md', () => {
  it('has an example for each of its parts', () => {
    assert.ok(examples.length >= 6, `${examples.length} examples`);
    assert.equal([...GUIDE.matchAll(/^```yaml$/gm)].length, examples.length);
  });

  for (const { yaml, results } of examples)
    for (const line of results) it(`says what is so: ${line}`, () => check(calendarsOf(yaml), line));
});
