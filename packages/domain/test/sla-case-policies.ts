import { casePolicy } from './sla-case.ts';

export const H = 60;

const TIERS = `
tiers:
  T1: { target: 400h }
  T2: { target: 4h }
  T3: { target: 24h }`;

/** The same promises for all priorities, on one calendar; the tier's target is out of the way. */
export function same(
  calendar: string,
  promises: string,
  { ladders = '', tiers = TIERS, more = '' } = {},
): string {
  const four = ['low', 'normal', 'high', 'urgent'].map((name) => `    ${name}: { ${promises} }`).join('\n');
  return `  calendar: ${calendar}\n  priorities:\n${four}\n${more}${ladders}${tiers}`;
}

export const OFFICE = casePolicy(same('office', 'firstResponse: 4h, resolution: 16h'));
export const OFFICE_RUNS_ON_HOLD = casePolicy(
  same('office', 'firstResponse: 4h, resolution: { target: 16h, pausedWhile: [pending] }'),
);
export const ALWAYS = casePolicy(same('always', 'firstResponse: 4h, resolution: 24h'));
export const ANSWERS = casePolicy(
  same('always', 'firstResponse: 4h, nextResponse: 2h, update: 24h, resolution: 100h'),
);
export const WAITS_FOR_UPDATE = casePolicy(
  same('always', 'firstResponse: 4h, update: { target: 2h, pausedWhile: [pending] }, resolution: 100h'),
);
export const SHORT_UPDATE = casePolicy(same('always', 'firstResponse: 8h, update: 1h, resolution: 100h'));
export const BY_PRIORITY = casePolicy(`  calendar: always
  priorities:
    low: { firstResponse: 24h, resolution: 96h }
    normal: { firstResponse: 8h, resolution: 48h }
    high: { firstResponse: 4h, resolution: 24h }
    urgent: { firstResponse: 1h, resolution: 8h }
${TIERS}`);
export const WITH_LADDER = (steps: string, calendar = 'office') =>
  casePolicy(
    same(calendar, 'firstResponse: 100h, resolution: { target: 8h, ladder: steps }', {
      ladders: `  ladders:\n    steps:\n${steps
        .split('\n')
        .map((step) => `      - ${step}`)
        .join('\n')}`,
    }),
  );
export const TIER_LADDER = casePolicy(
  same('always', 'firstResponse: 100h, resolution: 200h', {
    ladders: `  ladders:\n    up:\n      - { at: 50%, only: unanswered, do: [escalate] }`,
    tiers: `\ntiers:\n  T1: { target: 1h, ladder: up }\n  T2: { target: 4h }\n  T3: { target: 24h }`,
  }),
);
export const NO_PROMISES = casePolicy(
  same('always', 'firstResponse: 4h, resolution: 24h', {
    more: `  policies:
    - name: free
      when: { plans: [free] }
      priorities:
        low: { firstResponse: none, resolution: none }
        normal: { firstResponse: none, resolution: none }
        high: { firstResponse: none, resolution: none }
        urgent: { firstResponse: none, resolution: none }
`,
  }),
  { number: 2 },
);
export const SUPPLIER = casePolicy(
  same('always', 'firstResponse: 4h, resolution: 100h', {
    more: '  suppliers: { third-party: 3h }\n',
  }),
);
export const PLANS = casePolicy(
  same('always', 'firstResponse: 4h, resolution: 24h', {
    more: `  policies:
    - { name: gold, when: { plans: [gold] }, priorities: { normal: { firstResponse: 1h } } }
    - { name: gold and late, when: { plans: [gold] }, priorities: { normal: { firstResponse: 2h } } }
`,
  }),
);
export const LONGER = casePolicy(same('office', 'firstResponse: 4h, resolution: 24h'), { number: 1 });
export const ON_SPLIT_DAYS = casePolicy(same('split', 'firstResponse: 4h, resolution: 16h'), { number: 1 });

/** 2026-03-02 is a Monday; Berlin is one hour ahead of UTC until 29 March, two after. */
export const MON_9 = '2026-03-02T08:00:00Z';
