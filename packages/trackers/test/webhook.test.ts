import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';

import { ConfigError } from '@tierline/platform';
import { aPolicy } from '@tierline/testkit';
import { checkTokens, checkWebhookSecrets, hearWebhook } from '@tierline/trackers';
import { Webhook } from 'standardwebhooks';

const SECRET = `whsec_${Buffer.from('a secret of twenty-four or more bytes').toString('base64')}`;
const { trackers } = aPolicy(`
engineering:
  trackers:
    - { id: product, kind: github, repo: acme/product, tokenEnv: GITHUB_TOKEN, webhookSecretEnv: GITHUB_SECRET }
    - { id: cloud, kind: jira, url: 'https://acme.atlassian.net', project: SUP, tokenEnv: JIRA_TOKEN, webhookSecretEnv: JIRA_SECRET }
    - { id: own, kind: generic, url: 'https://issues.acme.example', tokenEnv: OWN_TOKEN, webhookSecretEnv: OWN_SECRET }
    - { id: lab, kind: gitlab, project: acme/lab, tokenEnv: LAB_TOKEN, webhookSecretEnv: LAB_SECRET }
`).engineering;
const [github, , generic, gitlab] = trackers;
assert.ok(github && generic && gitlab);

function signedByGithub(body: string) {
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return hearWebhook(
    github ?? assert.fail(),
    SECRET,
    { 'x-hub-signature-256': `sha256=${signature}` },
    Buffer.from(body),
  );
}

describe('a webhook of a tracker', () => {
  it('about something else names no issue', () => {
    for (const body of [
      { zen: 'Keep it logically awesome.', repository: { full_name: 'acme/product' } },
      { issue: { number: 7 }, repository: { full_name: 'acme/other' } },
      { issue: { number: 7 } },
    ])
      assert.deepEqual(signedByGithub(JSON.stringify(body)), { kind: 'changed', keys: [] });
    const said = {
      object_kind: 'note',
      object_attributes: { id: 1 },
      project: { id: 2, path_with_namespace: 'acme/lab' },
    };
    const hear = (body: object) =>
      hearWebhook(gitlab, SECRET, { 'x-gitlab-token': SECRET }, Buffer.from(JSON.stringify(body)));
    assert.deepEqual(hear(said), { kind: 'changed', keys: [] });
    assert.deepEqual(hear({ ...said, issue: { iid: 7 } }), { kind: 'changed', keys: ['7'] });
  });

  it('that is signed but no JSON, or other JSON, is not understood', () => {
    for (const body of ['', 'payload=%7B%7D', '[]', '{"issue": 7}'])
      assert.deepEqual(signedByGithub(body), { kind: 'not-understood' }, body);
  });

  it('that is five minutes old is not believed where it says when it was sent', () => {
    const body = '{"issue":"7"}';
    const sentAt = (ageMs: number) => {
      const [id, at] = [randomUUID(), new Date(Date.now() - ageMs)];
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(SECRET).sign(id, at, body),
      };
      return hearWebhook(generic, SECRET, headers, Buffer.from(body)).kind;
    };
    assert.deepEqual([0, 240_000, 310_000, -310_000].map(sentAt), [
      'changed',
      'changed',
      'wrong-signature',
      'wrong-signature',
    ]);
  });
});

describe('the secrets of trackers', () => {
  const TOKENS = { GITHUB_TOKEN: 'ghp_1', JIRA_TOKEN: 'a@b.example:c', OWN_TOKEN: SECRET, LAB_TOKEN: 'x' };

  it('are looked for in the environment, each by its form', () => {
    checkTokens('notifier', trackers, TOKENS);
    checkWebhookSecrets('intake', trackers, {
      GITHUB_SECRET: SECRET,
      JIRA_SECRET: SECRET,
      OWN_SECRET: SECRET,
      LAB_SECRET: SECRET,
    });
  });

  it('are named, and not told, when they are missing or wrong', () => {
    assert.throws(
      () => checkTokens('notifier', trackers, { ...TOKENS, GITHUB_TOKEN: undefined, JIRA_TOKEN: 'hunter2' }),
      (error) =>
        error instanceof ConfigError &&
        /GITHUB_TOKEN: is missing/.test(error.message) &&
        /JIRA_TOKEN: is not of the form/.test(error.message) &&
        !error.message.includes('hunter2'),
    );
    assert.throws(
      () => checkWebhookSecrets('intake', trackers.slice(0, 1), { GITHUB_SECRET: 'short' }),
      /GITHUB_SECRET: is not of the form/,
    );
  });
});
