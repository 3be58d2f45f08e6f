import assert from 'node:assert/strict';

import { InvalidArgumentError } from 'commander';

import { sinceOption } from '../src/since.ts';

describe('--since', () => {
  for (const [text, ago] of [
    ['30m', 30 * 60_000],
    ['12h', 12 * 3_600_000],
    ['7d', 7 * 86_400_000],
  ] as const)
    it(`reads ${text} as so long ago`, () => {
      assert.ok(Math.abs(Date.now() - ago - Date.parse(sinceOption(text))) < 5000);
    });

  it('reads an instant, with the offset that it has', () => {
    assert.equal(sinceOption('2026-03-02T09:00:00+01:00'), '2026-03-02T08:00:00.000Z');
  });

  for (const text of ['', '7', 'd', '7w', '-1d', '2026-03-02', '2026-03-02T08:00:00', '2026-13-02T08:00:00Z'])
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => sinceOption(text), InvalidArgumentError));
});
