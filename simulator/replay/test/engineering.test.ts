import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { realClock } from '@tierline/platform';
import { type Engineering, startEngineering } from '@tierline/replay';
import { eventually } from '@tierline/testkit';
import { createTracker, type Tracker } from '@tierline/trackers';
import { Webhook } from 'standardwebhooks';

const TOKEN = `whsec_${Buffer.from('requests to the tracker of engineers').toString('base64')}`;
const SECRET = `whsec_${Buffer.from('webhooks of the tracker of engineers').toString('base64')}`;

describe('the synthetic engineers', () => {
  const heard: unknown[] = [];
  const listener = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks).toString('utf8');
      heard.push(new Webhook(SECRET).verify(raw, request.headers as Record<string, string>));
      response.writeHead(202).end();
    })();
  });
  let engineering: Engineering;
  let tracker: Tracker;

  before(async () => {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    engineering = await startEngineering({
      port: 0,
      webhookUrl: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
      token: TOKEN,
      secret: SECRET,
      clock: realClock(),
      fix: { meanMinutes: 0.005, cv: 0.1 },
      seed: 1,
    });
    tracker = created(TOKEN);
  });
  after(async () => {
    await engineering[Symbol.asyncDispose]();
    await new Promise((resolve) => listener.close(resolve));
  });

  const created = (token: string) =>
    createTracker(
      {
        id: 'product',
        kind: 'generic',
        url: engineering.url,
        tokenEnv: 'TOKEN',
        webhookSecretEnv: 'SECRET',
        fixedWhen: ['fixed'],
      },
      token,
    );
  const writing = (reference: string) => ({
    reference,
    signal: new AbortController().signal,
    body: 'It fails.',
  });

  it('fix what is filed, say so on the issue, and tell by a signed webhook', async () => {
    const issue = await tracker.file({ ...writing('one'), title: 'Bug' });
    const state = async () => (await tracker.read(issue.key, new Date(0))).state;
    assert.equal(await state(), 'open');
    await eventually(async () => assert.equal(await state(), 'fixed'));
    await eventually(async () => assert.deepEqual(heard, [{ issue: issue.key }]));
    const { comments } = await tracker.read(issue.key, new Date(0));
    assert.deepEqual(
      comments.map(({ author }) => author),
      ['dev'],
    );
    assert.deepEqual(engineering.counts(), { filed: 1, fixed: 1 });
  });

  it('file one issue for one reference, and keep what support writes apart', async () => {
    const first = await tracker.file({ ...writing('two'), title: 'Bug' });
    assert.deepEqual(await tracker.file({ ...writing('two'), title: 'Bug' }), first);
    await tracker.comment(first.key, writing('note'));
    assert.ok((await tracker.read(first.key, new Date(0))).comments.every(({ author }) => author === 'dev'));
  });

  it('take nothing that is not signed by the token', async () => {
    await assert.rejects(created(SECRET).file({ ...writing('three'), title: 'Bug' }));
  });
});
