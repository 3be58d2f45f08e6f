import assert from 'node:assert/strict';

import { type PolicyApplicationView, type Problem, ROUTES } from '@tierline/contracts';
import { aPolicy, policyText } from '@tierline/testkit';

import { NEW_TICKET, type RealApi, realApi } from './real-api.ts';

const HOUR = 3600;

describe('the policy through the API', () => {
  const first = aPolicy();
  const V1 = first.policy.version;
  const faster = policyText().replace('firstResponse: 4h', 'firstResponse: 2h');
  let api: RealApi;
  beforeEach(async () => {
    api = await realApi(first);
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const apply = <T = PolicyApplicationView>(body: object, headers = {}) =>
    api.post<T>('/v1/policy/apply', { from: V1, text: faster, ...body }, headers);
  const inForce = async () => (await api.get<{ version: string; text: string }>('/v1/policy')).body;
  const history = async (query = '') =>
    ROUTES.listPolicies.response.parse((await api.get(`/v1/policy/versions?${query}`)).body);

  it('is in force at once where it was applied, and open tickets keep their promises', async () => {
    const { body: before } = await api.post('/v1/tickets', NEW_TICKET);
    const { status, body } = await apply({ comment: 'customers wait too long' });
    assert.equal(status, 200);
    assert.deepEqual(
      [body.number, body.previous, body.by, body.kind, body.comment],
      [2, V1, 'ADMIN_KEY', 'apply', 'customers wait too long'],
    );
    assert.equal((await inForce()).text, faster);
    const { body: after } = await api.post('/v1/tickets', NEW_TICKET);
    assert.equal(after.clocks.firstResponse?.targetSeconds, 2 * HOUR);
    const { body: kept } = await api.get(`/v1/tickets/${before.id}`);
    assert.deepEqual(kept.clocks.firstResponse, before.clocks.firstResponse);
  });

  it('is refused with both versions when another is in force than the one it was made from', async () => {
    const { body: second } = await apply({});
    const { status, body } = await apply<Problem>({ text: `${faster}# mine\n` });
    assert.deepEqual([status, body.code], [409, 'policy-superseded']);
    assert.ok(body.detail?.includes(V1) && body.detail.includes(second.version), body.detail);
    assert.equal((await inForce()).version, second.version);
  });

  it('is applied once per Idempotency-Key, and a repeat changes nothing', async () => {
    const { body: second } = await apply({}, { 'idempotency-key': 'k' });
    await apply({ from: second.version, text: `${faster}# newer\n` });
    const again = await apply({}, { 'idempotency-key': 'k' });
    assert.deepEqual([again.body, again.headers.get('idempotent-replayed')], [second, 'true']);
    const other = await apply<Problem>({ comment: 'else' }, { 'idempotency-key': 'k' });
    assert.deepEqual([other.status, other.body.code], [422, 'idempotency-key-reused']);
    assert.equal((await history()).items.length, 3);
  });

  it('goes back to an earlier version, as one more line of the history', async () => {
    const { body: second } = await apply({});
    const back = await api.post<PolicyApplicationView>('/v1/policy/rollback', {
      to: V1,
      from: second.version,
      comment: 'agents cannot keep up',
    });
    assert.deepEqual([back.status, back.body.kind, back.body.version], [200, 'rollback', V1]);
    assert.deepEqual(
      (await history()).items.map(({ version, kind }) => [version, kind]),
      [
        [V1, 'rollback'],
        [second.version, 'apply'],
        [V1, 'file'],
      ],
    );
    const { body: audit } = await api.get<{ items: { action: string; target: string; by?: object }[] }>(
      '/v1/audit',
    );
    assert.deepEqual(
      audit.items.flatMap(({ action, target, by }) => (by === undefined ? [] : [[action, target]])),
      [
        ['policy.rolled-back', `policy/versions/${V1}`],
        ['policy.applied', `policy/versions/${second.version}`],
      ],
    );
    const page = await history('limit=2');
    assert.deepEqual(
      (await history(`limit=2&cursor=${page.nextCursor}`)).items.map(({ number }) => number),
      [1],
    );
    const { body: text } = await api.get<{ text: string }>(`/v1/policy/versions/${second.version}`);
    assert.equal(text.text, faster);
    const unknown = await api.post<Problem>('/v1/policy/rollback', {
      to: '000000000000',
      from: V1,
    });
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'unknown-policy']);
  });

  it('is told everything that is wrong with it, by validation and when it is applied', async () => {
    const text = policyText().replace('target: 1h', 'target: soon').replace('max: 2', 'max: -2');
    const validate = async (candidate: string) =>
      ROUTES.validatePolicy.response.parse((await api.post('/v1/policy/validate', { text: candidate })).body);
    assert.deepEqual(await validate(policyText()), { valid: true, version: V1, problems: [] });
    const { valid, problems } = await validate(text);
    assert.deepEqual(
      [valid, problems.map(({ path }) => path)],
      [false, ['tiers.T1.target', 'escalation.max']],
    );
    assert.ok(problems.every(({ line }) => line !== undefined));

    const { status, body } = await apply<Problem>({ text });
    assert.deepEqual(
      [status, body.code, body.errors?.map(({ field }) => field)],
      [422, 'policy-invalid', ['tiers.T1.target', 'escalation.max']],
    );
    assert.equal((await inForce()).version, V1);
  });

  for (const [body, field] of [
    [{ from: 'latest' }, 'from'],
    [{ by: 'ada' }, 'by'],
    [{ text: 7 }, 'text'],
    [{ from: { $ne: null } }, 'from'],
    [{ force: true }, 'force'],
  ] as const) {
    it(`refuses to apply ${JSON.stringify(body)}`, async () => {
      const answer = await apply<Problem>(body);
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, field]);
    });
  }
});
