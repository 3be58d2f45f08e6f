import assert from 'node:assert/strict';

import {
  aPolicy,
  type Behaviour,
  type FakeTracker,
  startFakeTracker,
  type TrackerKind,
} from '@tierline/testkit';
import {
  createTracker,
  hearWebhook,
  type Tracker,
  TrackerError,
  type TrackerFailure,
} from '@tierline/trackers';

const KINDS: readonly TrackerKind[] = ['github', 'gitlab', 'jira', 'generic'];
const LONG_AGO = new Date(0);
const REFERENCE = '0123456789abcdef01234567/000004';
const WORDS = 'It fails.\n\nSince Monday, in "production".';

const FAILURES: Readonly<Partial<Record<Behaviour, TrackerFailure>>> = {
  'cut off': 'unavailable',
  limited: 'limited',
  broken: 'unavailable',
  'in HTML': 'nonsense',
  'in other JSON': 'nonsense',
  truncated: 'unavailable',
  locked: 'unauthorized',
  refusing: 'refused',
  'without it': 'gone',
  deaf: 'unavailable',
};

for (const kind of KINDS) {
  describe(`a tracker of the kind ${kind}`, () => {
    let fake: FakeTracker;
    let tracker: Tracker;
    let file: Parameters<typeof createTracker>[0];

    beforeEach(async () => {
      fake = await startFakeTracker(kind);
      const text = `engineering:\n  trackers:\n    - ${fake.dialect.declared('product', fake.url)}\n`;
      [file = assert.fail()] = aPolicy(text).engineering.trackers;
      tracker = createTracker(file, fake.dialect.token);
    });
    afterEach(() => fake[Symbol.asyncDispose]());

    const { signal } = new AbortController();
    const issue = { title: 'It fails', body: WORDS, reference: REFERENCE, signal };
    const only = () => {
      const [first, ...others] = fake.issues.values();
      assert.deepEqual(others, []);
      return first ?? assert.fail();
    };

    it('files an issue with title, words and reference', async () => {
      const filed = await tracker.file(issue);
      const there = only();
      assert.equal(filed.key, there.key);
      assert.ok(filed.url?.startsWith(fake.url));
      assert.deepEqual([there.title, there.reference], ['It fails', REFERENCE]);
      assert.ok(there.body.startsWith(WORDS));
    });

    it('files nothing twice that it has, although nobody heard so', async () => {
      const triedSince = new Date(Date.now() - 1000);
      fake.behaviour = 'deaf';
      await assert.rejects(tracker.file(issue), TrackerError);
      fake.behaviour = 'well';
      fake.file({ title: 'Another', body: 'Words.' });
      const { key } = await tracker.file({ ...issue, triedSince });
      assert.equal(fake.issues.get(key)?.reference, REFERENCE);
      assert.equal(fake.issues.size, 2);
      await tracker.file({ ...issue, reference: REFERENCE.replace('4', '5'), triedSince });
      assert.equal(fake.issues.size, 3);
    });

    for (const state of ['open', 'fixed', 'closed'] as const) {
      it(`says of an issue that it is ${state}`, async () => {
        const there = fake.file({ title: 'It fails', body: 'Words.', state });
        const { issue: read, state: is } = await tracker.read(there.key, LONG_AGO);
        assert.deepEqual([read.key, is], [there.key, state]);
      });
    }

    it('reads what people wrote since a time, oldest first, whatever the number, and not what Tierline wrote', async () => {
      const there = fake.file({ title: 'It fails', body: 'Words.' });
      const start = Date.now() - 3_600_000;
      for (let minute = 0; minute < 250; minute += 1)
        fake.comment(there, {
          author: 'dev',
          body: `Words ${minute}.\nMore.`,
          at: new Date(start + minute * 1000),
        });
      await tracker.comment(there.key, { body: 'From support.', reference: REFERENCE, signal });
      const since = new Date(start + 20_000);
      const { comments } = await tracker.read(there.key, since);
      assert.deepEqual(
        comments.map(({ body }) => body),
        Array.from({ length: 230 }, (_, index) => `Words ${index + 20}.\nMore.`),
      );
      assert.deepEqual(comments[0], { id: '121', author: 'dev', body: 'Words 20.\nMore.', at: since });
    });

    it('writes on an issue, once, although nobody heard so', async () => {
      const there = fake.file({ title: 'It fails', body: 'Words.' });
      const comment = { body: WORDS, reference: REFERENCE, signal };
      const triedSince = new Date(Date.now() - 1000);
      fake.behaviour = 'deaf';
      await assert.rejects(tracker.comment(there.key, comment), TrackerError);
      fake.behaviour = 'well';
      await tracker.comment(there.key, { ...comment, triedSince });
      assert.deepEqual(
        there.comments.map(({ reference }) => reference),
        [REFERENCE],
      );
      assert.ok(there.comments[0]?.body.startsWith(WORDS));
    });

    it('has no issue of a name that it does not know', async () => {
      await assert.rejects(
        tracker.read(kind === 'jira' ? 'SUP-404' : '404', LONG_AGO),
        (error) => error instanceof TrackerError && error.failure === 'missing',
      );
    });

    for (const [behaviour, failure] of Object.entries(FAILURES)) {
      it(`that is ${behaviour} is ${failure}`, async () => {
        const there = fake.file({ title: 'It fails', body: 'Words.' });
        fake.behaviour = behaviour as Behaviour;
        for (const asked of [
          tracker.file(issue),
          tracker.read(there.key, LONG_AGO),
          tracker.comment(there.key, { body: 'Words.', reference: REFERENCE, signal }),
        ]) {
          await assert.rejects(asked, (error) => {
            assert.ok(error instanceof TrackerError, String(error));
            assert.equal(error.failure, failure);
            assert.doesNotMatch(error.message, /It fails|whsec|ghp_|secret/);
            return true;
          });
        }
      });
    }

    it('sends nothing any more once somebody else may be about to do the same', async () => {
      const late = { ...issue, signal: AbortSignal.abort() };
      await assert.rejects(tracker.file(late), TrackerError);
      await assert.rejects(tracker.comment('7', late), TrackerError);
      assert.equal(fake.requests.length, 0);
    });

    it('that limits says when it may be asked again', async () => {
      fake.behaviour = 'limited';
      await assert.rejects(tracker.file(issue), (error) => {
        assert.ok(error instanceof TrackerError && error.retryAt);
        const wait = error.retryAt.getTime() - Date.now();
        return wait > 110_000 && wait < 130_000;
      });
    });

    it('that does not know the token is unauthorized', async () => {
      const stranger = createTracker(file, kind === 'generic' ? fake.dialect.secret : 'a:b');
      await assert.rejects(
        stranger.file(issue),
        (error) => error instanceof TrackerError && error.failure === 'unauthorized',
      );
    });

    it('is heard by its signed webhook, which names the issue', () => {
      const there = fake.file({ title: 'It fails', body: 'Words.' });
      const { headers, body } = fake.dialect.webhook(there);
      const hear = (changed: object, text = body) =>
        hearWebhook(file, fake.dialect.secret, { ...headers, ...changed }, Buffer.from(text));
      assert.deepEqual(hear({}), { kind: 'changed', keys: [there.key] });
      for (const name of Object.keys(headers)) {
        const believed = name === 'x-github-event' || name === 'x-gitlab-event';
        for (const value of ['', 'sha256=00', undefined])
          assert.equal(hear({ [name]: value }).kind, believed ? 'changed' : 'wrong-signature', name);
      }
      // GitLab signs nothing: its token is all there is.
      if (kind !== 'gitlab') assert.equal(hear({}, body.replace('{', '{ ')).kind, 'wrong-signature');
      assert.equal(hearWebhook(file, '', headers, Buffer.from(body)).kind, 'wrong-signature');
    });
  });
}
