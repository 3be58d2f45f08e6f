import assert from 'node:assert/strict';

import { createProgressLine } from '../src/progress-line.ts';

const record = (isTTY: boolean) => {
  const time = { millis: 0 };
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) };
  return { time, written, line: createProgressLine({ stream, now: () => time.millis }) };
};

describe('a progress line', () => {
  it('is rewritten in place on a terminal, and gone before a line that stays', () => {
    const { written, line } = record(true);
    line.update('1 %');
    line.update('2 %');
    line.print('done');
    assert.deepEqual(written, ['\r\u001B[K1 %', '\r\u001B[K2 %', '\r\u001B[K', 'done\n']);
  });

  it('is printed every 10 s elsewhere', () => {
    const { time, written, line } = record(false);
    for (time.millis = 0; time.millis <= 25_000; time.millis += 1_000) line.update(`at ${time.millis}`);
    assert.deepEqual(written, ['at 10000\n', 'at 20000\n']);
  });
});
