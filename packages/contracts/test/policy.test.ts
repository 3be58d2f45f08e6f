import assert from 'node:assert/strict';

import { calendarKey, calendarNameOf, parsePolicy, PolicyError, readPolicyFile } from '@tierline/contracts';
import { agentId, elapsed, instant, TIERS } from '@tierline/domain';
import { aPolicy, policyText } from '@tierline/testkit';

const HOUR = 3_600_000;
const WEBHOOK = `
webhooks:
  - { id: crm, url: 'https://crm.example.com/hooks', events: [ticket.opened, sla.breached], secretEnv: CRM_SECRET }
`;

describe('a policy file', () => {
  it('becomes promises, tier targets, staff and limits', () => {
    const { policy } = aPolicy();
    const [sla] = policy.sla;
    const source = { policy: 'default', version: policy.version, number: 0 };
    const usual = {
      calendar: calendarKey('always', { kind: 'always' }),
      warnAfter: 0.75,
      pausedWhile: ['pending', 'on-hold'],
      source,
    };
    assert.deepEqual(policy.priorities.high, { headStart: HOUR / 2 });
    assert.deepEqual(sla?.priorities.high, {
      firstResponse: { target: HOUR, ...usual },
      resolution: { target: 8 * HOUR, ...usual },
    });
    assert.deepEqual(sla.tiers.T3, { target: 24 * HOUR, ...usual });
    assert.deepEqual(policy.agents.get(agentId('t2-cleo')), {
      id: 't2-cleo',
      name: 'Cleo',
      tier: 'T2',
      capacity: 2,
      skills: {},
      changes: [],
    });
    assert.deepEqual([policy.agents.size, policy.escalation.max], [6, 2]);
    assert.deepEqual(
      policy.routing.map(({ name, tier }) => [name, tier]),
      [
        ['security', 'T3'],
        ['integrations', 'T2'],
      ],
    );
  });

  it('gives a priority without a head start none', () => {
    assert.equal(aPolicy().policy.priorities.low.headStart, 0);
  });

  it('lets a tier have a calendar of its own', () => {
    const { policy } = parsePolicy(
      policyText().replace('T2: { target: 4h }', 'T2: { target: 4h, calendar: office }'),
    );
    const calendars = TIERS.map((tier) => calendarNameOf(policy.sla[0]?.tiers[tier].calendar ?? ''));
    assert.deepEqual(calendars, ['always', 'office', 'always']);
  });

  it('compiles its calendars', () => {
    const office = aPolicy().policy.calendars.get('office');
    assert.ok(office);
    const week = [Date.parse('2026-03-02T00:00Z'), Date.parse('2026-03-09T00:00Z')].map(instant);
    assert.equal(elapsed(office, week[0] ?? instant(0), week[1] ?? instant(0)), 5 * 8 * HOUR);
  });

  it('has no webhooks and no routing rules unless it names them', () => {
    assert.deepEqual(aPolicy().webhooks, []);
    assert.deepEqual(parsePolicy(policyText().replace(/routing:\n(?: {2}-.*\n)+/, '')).policy.routing, []);
  });

  it('says whom to tell of what', () => {
    assert.deepEqual(aPolicy(WEBHOOK).webhooks, [
      {
        id: 'crm',
        url: 'https://crm.example.com/hooks',
        events: ['ticket.opened', 'sla.breached'],
        secretEnv: 'CRM_SECRET',
      },
    ]);
  });

  it('has the same version for the same text, and another one for any other text', () => {
    assert.equal(aPolicy().policy.version, aPolicy().policy.version);
    assert.match(aPolicy().policy.version, /^[0-9a-f]{12}$/);
    const versions = ['', '\n', '# a remark\n', WEBHOOK].map((more) => aPolicy(more).policy.version);
    assert.equal(new Set(versions).size, versions.length);
  });

  it('that cannot be read is a problem of the policy, with its path', () => {
    const path = new URL('no-such-policy.yaml', import.meta.url).pathname;
    assert.throws(
      () => readPolicyFile(path),
      (error) =>
        error instanceof PolicyError &&
        error.code === 'policy-invalid' &&
        error.message.includes(`${path} cannot be read (ENOENT)`),
    );
  });
});

describe('the trackers of a policy file', () => {
  const TRACKERS = `
engineering:
  pollAfter: 5m
  trackers:
    - { id: product, kind: github, repo: acme/product, tokenEnv: GITHUB_TOKEN, webhookSecretEnv: GITHUB_SECRET }
    - { id: cloud, kind: jira, url: 'https://acme.atlassian.net/', project: SUP, tokenEnv: JIRA_TOKEN, webhookSecretEnv: JIRA_SECRET, fixedWhen: [Done] }
    - { id: lab, kind: gitlab, project: acme/lab, tokenEnv: LAB_TOKEN, webhookSecretEnv: LAB_SECRET }
    - { id: own, kind: generic, url: 'https://issues.acme.example', tokenEnv: OWN_SECRET, webhookSecretEnv: OWN_SECRET }
`;

  it('are none, asked every quarter of an hour, unless it names them', () => {
    const { policy, engineering } = aPolicy();
    assert.deepEqual([[...policy.trackers], engineering], [[], { pollAfter: HOUR / 4, trackers: [] }]);
  });

  it('are known to the rules by name, and have what the rest needs', () => {
    const { policy, engineering } = aPolicy(TRACKERS);
    assert.deepEqual([...policy.trackers], ['product', 'cloud', 'lab', 'own']);
    assert.equal(engineering.pollAfter, HOUR / 12);
    const [github, jira, gitlab, generic] = engineering.trackers;
    assert.ok(github?.kind === 'github' && jira?.kind === 'jira' && gitlab?.kind === 'gitlab');
    assert.deepEqual([github.url, github.fixedWhen], ['https://api.github.com', ['completed']]);
    assert.deepEqual([jira.url, jira.issueType], ['https://acme.atlassian.net', 'Bug']);
    assert.deepEqual([gitlab.url, gitlab.fixedWhen], ['https://gitlab.com', undefined]);
    assert.deepEqual(generic?.fixedWhen, ['fixed']);
  });

  it('have names of their own, and a kind that there is', () => {
    const problems = (text: string) => {
      try {
        aPolicy(text);
      } catch (error) {
        if (error instanceof PolicyError) return error.problems.map(({ path }) => path);
      }
      return [];
    };
    assert.deepEqual(problems(TRACKERS.replace('id: lab', 'id: cloud')), ['engineering.trackers.2.id']);
    assert.deepEqual(problems(TRACKERS.replace('kind: gitlab', 'kind: bugzilla')), [
      'engineering.trackers.2.kind',
    ]);
    assert.deepEqual(problems(TRACKERS.replace('acme/product', 'product')), ['engineering.trackers.0.repo']);
  });
});
