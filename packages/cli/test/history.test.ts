import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { UsageError } from '../src/failure.ts';
import { readHistory } from '../src/history/read-history.ts';
import { momentIn } from '../src/history/recorded-time.ts';

describe('a file of recorded tickets', () => {
  let dir: string;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tierline-history-'));
  });
  after(async () => rm(dir, { recursive: true }));

  async function read(name: string, text: string) {
    const file = join(dir, name);
    await writeFile(file, text);
    return readHistory(file, 'Europe/Berlin');
  }

  it('is CSV by any delimiter, in local time where no offset is said', async () => {
    const { tickets, problems } = await read(
      'a.csv',
      '\uFEFFCreated at;Priority;Solved by;handle_minutes;Subject\n2026-03-02 09:15;High;t2;12.5;"a; b\nc"\n\n2026-03-02T09:15:30.5+02:00;;3;;\n',
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(tickets, [
      { created: Date.parse('2026-03-02T08:15:00Z'), priority: 'high', tier: 'T2', handleMinutes: 12.5 },
      { created: Date.parse('2026-03-02T07:15:30.500Z'), tier: 'T3' },
    ]);
  });

  it('may say the work of each tier: the highest solved it, the others have found out', async () => {
    const { tickets } = await read(
      'b.ndjson',
      '{"created":"2026-03-02T08:00Z","T1Minutes":4,"T2Minutes":30,"plan":"pro"}\n{"created":"2026-03-02T08:00Z","T1Minutes":7}\n',
    );
    const created = Date.parse('2026-03-02T08:00Z');
    assert.deepEqual(tickets, [
      { created, plan: 'pro', tier: 'T2', start: 'T1', handleMinutes: 30, findOutMinutes: { T1: 4 } },
      { created, tier: 'T1', start: 'T1', handleMinutes: 7 },
    ]);
  });

  it('may be the records of a run: who solved first, in which stay, after whom', async () => {
    const row = (ticket: number, tier: string, workedMinutes: number, outcome: string, replication = 0) =>
      JSON.stringify({
        replication,
        ticket,
        tier,
        created: '2026-03-02T08:00:00Z',
        queued: '2026-03-02T08:00:00Z',
        workedMinutes,
        outcome,
        priority: 'low',
      });
    const { tickets, others } = await read(
      'c.ndjson',
      [
        row(0, 'T1', 3, 'escalate'),
        row(1, 'T1', 9, 'give-up'),
        row(0, 'T2', 10, 'ask'),
        row(0, 'T2', 12, 'solve'),
        row(0, 'T2', 5, 'solve'),
        row(0, 'T1', 5, 'solve', 1),
      ].join('\n'),
    );
    const known = { created: Date.parse('2026-03-02T08:00Z'), priority: 'low', start: 'T1' };
    assert.deepEqual(tickets, [
      { ...known, tier: 'T2', handleMinutes: 22, findOutMinutes: { T1: 3 } },
      { ...known, findOutMinutes: {} },
    ]);
    assert.equal(others, 1);
  });

  it('names each row that makes no sense by its line, and why', async () => {
    const { tickets, problems } = await read(
      'd.csv',
      'created,priority,tier,handleMinutes\n2026-03-02,low,T1,1\n2026-03-02T08:00Z,p1,T1,1\n2026-03-02T08:00Z,low,T4,1\n2026-03-02T08:00Z,low,T1,-1\n2026-03-02T08:00Z,low\n,low,T1,1\n2026-02-30T08:00Z,low,T1,1\n2026-03-02T08:00Z,low,T1,1\n',
    );
    assert.equal(tickets.length, 1);
    assert.deepEqual(problems, [
      'line 2: created: "2026-03-02" is no time such as 2026-03-02T09:15:00Z or 2026-03-02 09:15',
      'line 3: priority: "p1" is none of low, normal, high, urgent',
      'line 4: tier: "T4" is none of T1, T2, T3',
      'line 5: handleminutes: "-1" is no number of minutes from 0 on',
      'line 6: has 2 cells where the first line names 4 columns',
      'line 7: created: missing',
      'line 8: created: "2026-02-30T08:00Z" is no time such as 2026-03-02T09:15:00Z or 2026-03-02 09:15',
    ]);
    assert.deepEqual((await read('e.ndjson', '{"created":"2026-03-02T08:00Z"}\n{oops\n[1]\n')).problems, [
      'line 2: is no JSON object',
      'line 3: is no JSON object',
    ]);
    assert.match(
      (await read('f.csv', 'created,x\n2026-03-02T08:00Z,1\n2026-03-02T08:00Z,"a\n')).problems[0] ?? '',
      /^line 3: .*[Qq]uote/,
    );
  });

  it('that is not there is said to be', async () => {
    await assert.rejects(readHistory(join(dir, 'no.csv'), 'UTC'), UsageError);
  });

  it('has local times in daylight saving too', () => {
    assert.equal(momentIn('Europe/Berlin', '2026-07-01 12:00'), Date.parse('2026-07-01T10:00Z'));
    assert.equal(momentIn('Europe/Berlin', '2026-01-01T12:00:00,5'), Date.parse('2026-01-01T11:00:00.5Z'));
    assert.equal(momentIn('UTC', '2026-07-01T12:00+0200'), Date.parse('2026-07-01T10:00Z'));
    assert.equal(momentIn('UTC', 'yesterday'), undefined);
  });
});
