import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parsePolicy } from '@tierline/contracts';
import { applyPolicy, policyInForce } from '@tierline/store';
import { policyText, realTicketing, type RealTicketing } from '@tierline/testkit';

import { applyEditedPolicy } from '../src/edited-policy.ts';
import { scratchDir } from './scratch.ts';

describe('the policy file of npm start', () => {
  const scratch = scratchDir();
  let real: RealTicketing;
  before(async () => {
    real = await realTicketing();
  });
  after(() => real[Symbol.asyncDispose]());

  it('counts once it was edited, and leaves alone what was applied otherwise while it was not', async () => {
    const file = join(scratch.path(), 'tierline.yaml');
    const { database } = real.ticketing;
    const start = async (text: string) => {
      await writeFile(file, text);
      await applyEditedPolicy(real.config.MONGODB_URI, file);
      return (await policyInForce(database))?.text;
    };
    const first = policyText();
    const edited = policyText('# edited\n');
    const byApi = policyText('# by API\n');
    assert.equal(await start(first), first);
    assert.equal(await start(edited), edited);
    const from = parsePolicy(edited).policy.version;
    await applyPolicy(database, { loaded: parsePolicy(byApi), from, kind: 'apply', by: 'ada' });
    assert.equal(await start(edited), byApi);
    assert.equal(await start(first), first);
  });
});
