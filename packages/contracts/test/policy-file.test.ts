import assert from 'node:assert/strict';

import { broken, lineOf, problemsOf, TEXT } from './broken-policy.ts';

const MONDAYS = "mon: ['09:00-17:00']";
const HOOK = {
  id: 'crm',
  url: 'https://crm.example.com',
  events: '[ticket.opened]',
  secretEnv: 'CRM_SECRET',
};
const hook = (fields: Partial<typeof HOOK>) =>
  `webhooks: [{ ${Object.entries({ ...HOOK, ...fields })
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }]\n`;

interface Case {
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly says: RegExp;
}

const PROBLEMS: readonly Case[] = [
  {
    what: 'an unknown key in a part',
    from: 'target: 1h }',
    to: 'target: 1h, goal: 2h }',
    path: 'tiers.T1.goal',
    says: /is not a known key/,
  },
  {
    what: 'a duration that is none',
    from: 'target: 1h',
    to: 'target: soon',
    path: 'tiers.T1.target',
    says: /length of time.*such as/,
  },
  {
    what: 'a duration without a unit',
    from: 'target: 1h',
    to: 'target: 60',
    path: 'tiers.T1.target',
    says: /expected string/,
  },
  {
    what: 'a duration of zero',
    from: 'firstResponse: 8h',
    to: 'firstResponse: 0h',
    path: 'promises.priorities.low.firstResponse',
    says: /above zero/,
  },
  {
    what: 'an unknown calendar of the promises',
    from: 'calendar: always\n',
    to: 'calendar: nights\n',
    path: 'promises.calendar',
    says: /names the calendar nights/,
  },
  {
    what: 'an unknown calendar of a tier',
    from: 'target: 1h }',
    to: 'target: 1h, calendar: nights }',
    path: 'tiers.T1.calendar',
    says: /names the calendar nights/,
  },
  {
    what: 'a calendar by the name of what every object has',
    from: 'calendar: always\n',
    to: 'calendar: constructor\n',
    path: 'promises.calendar',
    says: /names the calendar constructor/,
  },
  {
    what: 'hours that overlap',
    from: MONDAYS,
    to: "mon: ['09:00-17:00', '16:00-18:00']",
    path: 'calendars.office.hours.mon',
    says: /must not overlap/,
  },
  {
    what: 'hours that end when they begin',
    from: MONDAYS,
    to: "mon: ['17:00-17:00']",
    path: 'calendars.office.hours.mon.0',
    says: /hours within one day such as/,
  },
  {
    what: 'hours that are none',
    from: MONDAYS,
    to: "mon: ['9-17']",
    path: 'calendars.office.hours.mon.0',
    says: /hours within one day such as/,
  },
  {
    what: 'an unknown zone',
    from: 'Europe/Berlin',
    to: 'Europe/Atlantis',
    path: 'calendars.office.zone',
    says: /no zone of the time zone database/,
  },
  {
    what: 'an unknown weekday',
    from: MONDAYS,
    to: "monday: ['09:00-17:00']",
    path: 'calendars.office.hours',
    says: /unrecognized key: "monday"/i,
  },
  {
    what: 'a holiday that is no date',
    from: 'zone: Europe/Berlin',
    to: "zone: Europe/Berlin, holidays: ['2026-02-30']",
    path: 'calendars.office.holidays.0',
    says: /date/,
  },
  {
    what: 'another word for a calendar',
    from: 'always: always',
    to: 'always: mostly',
    path: 'calendars.always',
    says: /always/,
  },
  {
    what: 'an unknown tier',
    from: 'text: [data breach] }, tier: T3',
    to: 'text: [data breach] }, tier: T4',
    path: 'routing.0.tier',
    says: /"T1"\|"T2"\|"T3"/,
  },
  {
    what: 'a rule without a condition',
    from: '{ text: [data breach] }',
    to: '{}',
    path: 'routing.0.when',
    says: /at least one condition/,
  },
  {
    what: 'two rules of one name',
    from: 'name: integrations',
    to: 'name: security',
    path: 'routing.1.name',
    says: /used twice: security/,
  },
  {
    what: 'two agents of one id',
    from: 'id: t1-ben',
    to: 'id: t1-ada',
    path: 'agents.1.id',
    says: /used twice: t1-ada/,
  },
  {
    what: 'an agent id of another form',
    from: 'id: t1-ben',
    to: 'id: Ben!',
    path: 'agents.1.id',
    says: /lower-case letters/,
  },
  {
    what: 'a capacity of zero',
    from: 'tier: T1, capacity: 2',
    to: 'tier: T1, capacity: 0',
    path: 'agents.0.capacity',
    says: />=1/,
  },
  {
    what: 'a capacity that is no whole number',
    from: 'tier: T1, capacity: 2',
    to: 'tier: T1, capacity: 1.5',
    path: 'agents.0.capacity',
    says: /int/,
  },
  {
    what: 'a warning at the breach',
    from: 'warnAfter: 0.75',
    to: 'warnAfter: 1',
    path: 'promises.warnAfter',
    says: /<1/,
  },
  {
    what: 'a negative limit of escalations',
    from: 'max: 2',
    to: 'max: -1',
    path: 'escalation.max',
    says: />=0/,
  },
];

const WEBHOOKS: readonly (Omit<Case, 'from' | 'to'> & { readonly fields: Partial<typeof HOOK> })[] = [
  { what: 'a webhook without a URL', fields: { url: 'crm' }, path: 'webhooks.0.url', says: /url/i },
  {
    what: 'a webhook to another protocol',
    fields: { url: "'ftp://crm.example.com'" },
    path: 'webhooks.0.url',
    says: /url/i,
  },
  {
    what: 'a webhook whose secret is not the name of a variable',
    fields: { secretEnv: 'hunter 2' },
    path: 'webhooks.0.secretEnv',
    says: /name of an environment variable/,
  },
  {
    what: 'a webhook for an event that nobody outside hears',
    fields: { events: '[ticket.claimed]' },
    path: 'webhooks.0.events.0',
    says: /"ticket.opened"/,
  },
  { what: 'a webhook for nothing', fields: { events: '[]' }, path: 'webhooks.0.events', says: />=1/ },
];

describe('a policy file with one thing wrong', () => {
  for (const { what, from, to, path, says } of PROBLEMS) {
    it(`names ${what}, and where`, () => {
      const problems = problemsOf(broken([from, to]));
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.line]),
        [[path, lineOf(TEXT, from)]],
      );
      assert.match(problems[0]?.message ?? '', says);
    });
  }

  for (const { what, fields, path, says } of WEBHOOKS) {
    it(`names ${what}, and where`, () => {
      const text = TEXT + hook(fields);
      const problems = problemsOf(text);
      assert.deepEqual(
        problems.map((problem) => [problem.path, problem.line]),
        [[path, lineOf(text, 'webhooks:')]],
      );
      assert.match(problems[0]?.message ?? '', says);
    });
  }
});
