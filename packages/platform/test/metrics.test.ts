import assert from 'node:assert/strict';

import { createMetrics } from '@tierline/platform';
import { register } from 'prom-client';

describe('metrics', () => {
  it('says what is running and serves the runtime, without what promtool rejects', async () => {
    const { registry } = createMetrics({ service: 'intake' });
    const text = await registry.metrics();
    assert.match(text, /^tierline_build_info\{service="intake",version="\d+\.\d+\.\d+"\} 1$/m);
    assert.match(text, /^process_cpu_seconds_total /m);
    assert.doesNotMatch(text, /nodejs_active_\w+_total/);
  });

  it('keeps registries apart and leaves the global one empty', async () => {
    createMetrics({ service: 'a' });
    const { registry } = createMetrics({ service: 'b' });
    assert.doesNotMatch(await registry.metrics(), /service="a"/);
    assert.deepEqual(register.getMetricsAsArray(), []);
  });
});
