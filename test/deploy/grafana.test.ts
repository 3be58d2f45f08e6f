import assert from 'node:assert/strict';

import { parse } from 'yaml';
import { z } from 'zod';

import { container, read } from './deployment.ts';

const { datasources } = z
  .object({ datasources: z.array(z.object({ type: z.string(), url: z.string(), isDefault: z.boolean() })) })
  .parse(parse(read('deploy/compose/grafana/datasources.yaml')));
const { providers } = z
  .object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
  .parse(parse(read('deploy/compose/grafana/dashboards.yaml')));

/** Where a folder or file is found in Grafana's container. */
function mounted(source: string): string | undefined {
  for (const volume of container('grafana').volumes) {
    if (typeof volume === 'object' && volume.source === source && volume.read_only) return volume.target;
  }
  return undefined;
}

describe('Grafana in Compose', () => {
  it('asks the Prometheus that runs beside it', () => {
    assert.deepEqual(datasources, [{ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true }]);
    const [first, second] = [container('grafana').networks, container('prometheus').networks];
    assert.ok(first.includes('metrics') && second.includes('metrics'));
  });

  it('shows every dashboard there is', () => {
    assert.deepEqual(
      providers.map(({ options }) => options.path),
      [mounted('../grafana/dashboards')],
    );
    assert.match(mounted('grafana/datasources.yaml') ?? '', /^\/etc\/grafana\/provisioning\/datasources\/./);
    assert.match(mounted('grafana/dashboards.yaml') ?? '', /^\/etc\/grafana\/provisioning\/dashboards\/./);
  });

  it('lets anybody on the machine look, and nobody log in', () => {
    const { environment } = container('grafana');
    assert.equal(environment['GF_AUTH_ANONYMOUS_ORG_ROLE'], 'Viewer');
    assert.equal(environment['GF_AUTH_BASIC_ENABLED'], 'false');
    // Otherwise there would be one with a password that everybody knows.
    assert.equal(environment['GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION'], 'true');
  });
});
