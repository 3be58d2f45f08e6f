import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { parseScenario, ScenarioError } from '@tierline/model';

import { hours, oneTier, organisationOf } from './reference/desk.ts';

const SAAS = new URL('../../presets/saas/scenario.yaml', import.meta.url);

describe('scenario', () => {
  it('names every problem with its path', async () => {
    const text = (await readFile(SAAS, 'utf8'))
      .replace('T1: 0.80, T2: 0.15', 'T1: 0.85, T2: 0.15')
      .replace("'09': 1.20", "'9': 1.20")
      .replace('meanMinutes: 14.5', 'meanMinutes: -1')
      .replace('overtimeMinutes', 'overTimeMinutes');
    assert.throws(
      () => parseScenario(text, 'saas/scenario.yaml'),
      (error) => {
        assert.ok(error instanceof ScenarioError);
        for (const path of ['load.split', 'load.hours', 'work.handle.T1.meanMinutes', 'overTimeMinutes'])
          assert.match(error.message, new RegExp(path), path);
        assert.match(error.message, /^saas\/scenario.yaml has problems:/);
        return true;
      },
    );
  });

  it('that asks for tickets that its load does not have is refused with the path', () => {
    const refused = (load: object, run: object, says: RegExp) =>
      assert.throws(
        () => organisationOf(oneTier({ rate: 1, servers: 1, handle: hours.constant(1), load, run })),
        (error) => error instanceof ScenarioError && says.test(error.message),
        String(says),
      );
    const incidents = { perMonth: 1, tickets: 5, overMinutes: 60 };
    refused({ incidents }, {}, /load\.incidents: the load has no tickets with T1, high; check/);
    refused(
      { incidents: { ...incidents, priority: 'normal', needs: 'T2' } },
      {},
      /load\.incidents: .*T2, normal/,
    );
    refused(
      {},
      { backlog: { T1: { urgent: 1 } } },
      /run\.backlog\.T1\.urgent: no urgent ticket of the load begins/,
    );
    refused({}, { backlog: { T2: 1 } }, /run\.backlog\.T2: no ticket of the load begins on T2/);
    refused({}, { backlog: { T1: -1 } }, /run\.backlog\.T1: .*>=0/);
    assert.throws(
      () =>
        organisationOf(
          oneTier({
            servers: 1,
            handle: hours.constant(1),
            load: { recorded: [{ atMinutes: 0 }, { atMinutes: 1, plan: 'gold' }] },
          }),
        ),
      /load\.recorded\.1: the load has no tickets with gold/,
    );
  });

  it('that is no YAML is refused', () => {
    assert.throws(() => parseScenario('load: [', 'x'), ScenarioError);
    assert.throws(() => parseScenario('', 'x'), /the file: /);
  });
});
