import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { createMetrics, loadConfig, serviceConfig } from '@tierline/platform';
import { startSweeps } from '@tierline/service';
import { eventually, realTicketing, type RealTicketing } from '@tierline/testkit';

describe('sweeps of a service', () => {
  let real: RealTicketing;
  let base: Parameters<typeof startSweeps>[0];
  before(async () => {
    real = await realTicketing();
    const { ticketing, registry, logger, config } = real;
    base = {
      ticketing,
      registry,
      logger,
      config: loadConfig(serviceConfig({}), { ...config, POLICY_FILE: 'unread.yaml' }, { service: 'test' }),
    };
  });
  after(() => real[Symbol.asyncDispose]());

  /** The same duty in so many processes; resolves with how often it was done in the time given. */
  async function timesDone(processes: number, name: string, forMs: number): Promise<number> {
    let done = 0;
    const run = async () => {
      done += 1;
      return 0;
    };
    const stages = Array.from({ length: processes }, () =>
      startSweeps({ ...base, ...createMetrics({ service: 'test' }) }, [{ name, everySeconds: 0.4, run }]),
    );
    await sleep(forMs);
    await Promise.all(stages.map((stage) => stage.stop()));
    const before = done;
    await sleep(500);
    assert.equal(done, before, 'nothing runs after the stop');
    return done;
  }

  it('run at start and then once per period, in one of several processes', async () => {
    assert.equal(await timesDone(4, 'at start', 200), 1);
    const done = await timesDone(4, 'shared', 1900);
    assert.ok(done >= 3 && done <= 5, `${done} times in under five periods`);
  });

  it('go on after a failure, and count what they repaired', async () => {
    const { registry } = createMetrics({ service: 'test' });
    let tries = 0;
    const stage = startSweeps({ ...base, registry }, [
      {
        name: 'failing',
        everySeconds: 0.2,
        run: async () => {
          tries += 1;
          if (tries === 1) throw new Error('the first time fails');
          // Two pages of three, and then nothing is left.
          return tries <= 3 ? 3 : 0;
        },
      },
    ]);
    await eventually(async () =>
      assert.match(await registry.metrics(), /tierline_sweep_repairs_total\{sweep="failing"\} 6$/m),
    );
    await stage.stop();
  });

  it('come again sooner when they say so, in one of several processes', async () => {
    let done = 0;
    const sweep = {
      name: 'soon',
      everySeconds: 60,
      run: async () => {
        done += 1;
        return 0;
      },
      soonMs: () => (done < 3 ? 100 : undefined),
    };
    const stages = [1, 2].map(() => startSweeps({ ...base, ...createMetrics({ service: 'test' }) }, [sweep]));
    await eventually(async () => assert.equal(done, 3));
    await sleep(300);
    await Promise.all(stages.map((stage) => stage.stop()));
    assert.equal(done, 3);
  });
});
