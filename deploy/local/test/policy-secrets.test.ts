import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { policyText } from '@tierline/testkit';

import { policySecrets } from '../src/policy-secrets.ts';
import { scratchDir } from './scratch.ts';

const DECLARED = `
webhooks: [{ id: crm, url: 'https://crm.example.com/hook', events: [ticket.solved], secretEnv: CRM_SECRET }]
engineering:
  trackers:
    - { id: product, kind: github, repo: acme/product, tokenEnv: TRACKER_TOKEN, webhookSecretEnv: TRACKER_SECRET }
`;

describe('the secrets of a policy file', () => {
  const scratch = scratchDir();

  it('reach the services from the environment of npm start, and nothing else does', async () => {
    const file = join(scratch.path(), 'tierline.yaml');
    await writeFile(file, policyText(DECLARED));
    const env = { CRM_SECRET: 'a', TRACKER_TOKEN: 'b', AWS_SECRET_ACCESS_KEY: 'c' };
    assert.deepEqual(policySecrets(file, env), { CRM_SECRET: 'a', TRACKER_TOKEN: 'b' });
  });
});
