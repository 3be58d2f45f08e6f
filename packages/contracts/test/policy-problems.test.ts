import assert from 'node:assert/strict';

import { parsePolicy, PolicyError } from '@tierline/contracts';
import { openTicket, ticketId } from '@tierline/domain';
import { aRequest, MONDAY } from '@tierline/testkit';

import { broken, lineOf, problemsOf, TEXT } from './broken-policy.ts';

const MONDAYS = "mon: ['09:00-17:00']";

describe('a broken policy file', () => {
  it('names a tier on which nobody works', () => {
    const problems = problemsOf(TEXT.replaceAll(/ {2}- .*tier: T3, capacity.*\n/g, ''));
    assert.deepEqual(
      problems.map(({ path, message }) => [path, message]),
      [['agents', 'nobody works on T3']],
    );
  });

  it('names an unknown key of the file', () => {
    const [problem] = problemsOf(`${TEXT}colour: red\n`);
    assert.deepEqual([problem?.path, problem?.message], ['colour', 'is not a known key']);
    assert.notEqual(problem?.line, undefined);
  });

  it('names a part that is missing', () => {
    assert.deepEqual(
      problemsOf(broken(['escalation: { max: 2 }\n', ''])).map(({ path }) => path),
      ['escalation'],
    );
    assert.deepEqual(
      problemsOf(broken(['  T3: { target: 24h }\n', ''])).map(({ path }) => path),
      ['tiers.T3'],
    );
  });

  it('names the line of a syntax error', () => {
    const text = `${TEXT}webhooks: [1\nmore: 2\n`;
    const [problem, ...others] = problemsOf(text);
    assert.deepEqual([problem?.path, others.length], ['', 0]);
    assert.ok(
      [lineOf(text, 'webhooks:'), lineOf(text, 'more:')].includes(problem?.line ?? 0),
      `line ${problem?.line}`,
    );
  });

  it('names the line of a key that comes twice', () => {
    const text = broken(['escalation: { max: 2 }', 'escalation: { max: 2 }\nescalation: { max: 3 }']);
    assert.deepEqual(
      problemsOf(text).map(({ line, message }) => [line, message]),
      [[lineOf(text, 'escalation: { max: 3 }'), 'Map keys must be unique']],
    );
  });

  it('is refused when it is empty, a list, a word, or several documents', () => {
    for (const text of ['', '# nothing\n', '- a\n- b\n', 'policy', `${TEXT}---\n${TEXT}`])
      assert.equal(problemsOf(text).length, 1, JSON.stringify(text.slice(0, 20)));
  });

  it('is refused, and nothing worse, for an alias to nothing', () => {
    assert.equal(problemsOf(broken(['max: 2', 'max: *limit'])).length, 1);
  });

  it('is refused, and nothing worse, for more hours than can be counted', () => {
    assert.deepEqual(
      problemsOf(broken(['target: 1h', 'target: 9999999999999999h'])).map(({ path }) => path),
      ['tiers.T1.target'],
    );
  });

  it('is refused when its promises reach past the end of its calendars', () => {
    const text = broken(['resolution: 24h', 'resolution: 1000000h']);
    const usable = () =>
      problemsOf(text).length > 0 ||
      openTicket(aRequest(), ticketId('0123456789abcdef01234567'), MONDAY, parsePolicy(text).policy).ticket
        .seq === 1;
    assert.doesNotThrow(usable);
  });

  it('is no reason to fail for hours around the one that daylight saving skips', () => {
    assert.deepEqual(problemsOf(broken([MONDAYS, "sun: ['01:00-02:30', '03:00-05:00']"])), []);
  });

  it('names several problems at once, each with its line', () => {
    const text = broken(
      ['target: 1h', 'target: soon'],
      ['tier: T1, capacity: 2', 'tier: T1, capacity: 0'],
      ['warnAfter: 0.75', 'warnAfter: 7'],
      ['max: 2', 'max: many'],
    );
    const at = (path: string, part: string) => [path, lineOf(text, part)];
    assert.deepEqual(
      problemsOf(text).map(({ path, line }) => [path, line]),
      [
        at('promises.warnAfter', 'warnAfter: 7'),
        at('tiers.T1.target', 'target: soon'),
        at('escalation.max', 'max: many'),
        at('agents.0.capacity', 'capacity: 0'),
      ],
    );
  });

  it('names several problems between its parts at once', () => {
    const text = broken(
      ['calendar: always\n', 'calendar: nights\n'],
      ['id: t1-ben', 'id: t1-ada'],
      ['name: integrations', 'name: security'],
    );
    assert.deepEqual(
      problemsOf(text).map(({ path }) => path),
      ['promises.calendar', 'agents.1.id', 'routing.1.name'],
    );
  });

  it('names problems within a part and between parts at once', () => {
    const text = broken(
      ['target: 1h', 'target: soon'],
      ['calendar: always\n', 'calendar: nights\n'],
      ['id: t1-ben', 'id: t1-ada'],
    );
    assert.deepEqual(
      problemsOf(text)
        .map(({ path }) => path)
        .toSorted(),
      ['agents.1.id', 'promises.calendar', 'tiers.T1.target'],
    );
  });

  it('says it in words, a line for each problem', () => {
    const text = broken(['max: 2', 'max: many'], ['warnAfter: 0.75', 'warnAfter: 7']);
    assert.throws(
      () => parsePolicy(text),
      (error) => {
        assert.ok(error instanceof PolicyError);
        assert.match(
          error.message,
          /^The policy file has problems:\n {2}line 8: promises\.warnAfter: .*\n {2}line 22: escalation\.max: .*$/,
        );
        return true;
      },
    );
  });
});
