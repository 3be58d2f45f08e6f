import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';

const CALENDARS = `
calendars:
  always: always
  office: { zone: Europe/Berlin, hours: { mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], thu: ['09:00-17:00'], fri: ['09:00-17:00'] } }
`;

const PROMISES = `
promises:
  calendar: always
  warnAfter: 0.75
  priorities:
    low: { firstResponse: 8h, resolution: 48h }
    normal: { firstResponse: 4h, resolution: 24h }
    high: { firstResponse: 1h, resolution: 8h, headStart: 30m }
    urgent: { firstResponse: 15m, resolution: 4h, headStart: 2h }
tiers:
  T1: { target: 1h }
  T2: { target: 4h }
  T3: { target: 24h }
`;

/** A small company: open day and night, everything short, two agents of two slots on each tier. */
const POLICY = `
routing:
  - { name: security, when: { text: [data breach] }, tier: T3 }
  - { name: integrations, when: { text: [webhook, 'single sign-on'] }, tier: T2 }
escalation: { max: 2 }
agents:
  - { id: t1-ada, name: Ada, tier: T1, capacity: 2 }
  - { id: t1-ben, name: Ben, tier: T1, capacity: 2 }
  - { id: t2-cleo, name: Cleo, tier: T2, capacity: 2 }
  - { id: t2-dan, name: Dan, tier: T2, capacity: 2 }
  - { id: t3-eve, name: Eve, tier: T3, capacity: 2 }
  - { id: t3-fay, name: Fay, tier: T3, capacity: 2 }
`;

/**
 * More lines of that policy: two teams on T1, one that is given its tickets and works in office hours; somebody with a
 * skill, somebody who is promoted, somebody who leaves; urgent tickets are heavy.
 */
export const TEAMS = `
  - { id: t1-gus, name: Gus, tier: T1, team: billing, capacity: 3, skills: { books: 2 } }
  - { id: t1-hal, name: Hal, tier: T1, capacity: 2, changes: [{ from: 2026-03-03T00:00:00Z, tier: T2 }] }
  - { id: t1-ivy, name: Ivy, tier: T1, capacity: 2, until: 2026-03-02T18:00:00Z }
teams:
  - { id: front, name: Front line, tier: T1, overflow: [{ team: billing, after: 20m }] }
  - { id: billing, name: Billing, tier: T1, assignment: push, calendar: office, afterHours: front }
assignment: { stickFor: 30m, claimOffShift: refuse, takeBackAfter: 1h }
effort: { priorities: { urgent: 2 } }
`;

/** Promises of every kind, two SLA policies, ladders before and after they are due, and whom tickets wait for. */
export const LADDERS = `
promises:
  calendar: office
  warnAfter: 0.75
  ladder: customer
  respondsBy: [reply, solution, incident-update]
  priorities:
    low: { firstResponse: 8h, nextResponse: 8h, resolution: 48h }
    normal: { firstResponse: 4h, nextResponse: 4h, update: { target: 12h, pausedWhile: [pending] }, resolution: 24h }
    high: { firstResponse: 1h, nextResponse: 2h, update: 4h, resolution: { target: 8h, calendar: always, pausedWhile: [] }, headStart: 30m }
    urgent: { firstResponse: 15m, nextResponse: 30m, update: 1h, resolution: { target: 4h, calendar: always }, headStart: 2h }
  suppliers: { engineering: 16h, third-party: { target: 8h, ladder: supplier } }
  policies:
    - name: enterprise
      when: { any: [{ plans: [enterprise] }, { tags: [vip] }] }
      calendar: always
      priorities:
        normal: { firstResponse: 1h, update: none }
        urgent: { resolution: { target: 2h, ladder: hot } }
      tiers: { T1: { target: 30m, ladder: hand-up } }
  ladders:
    customer:
      - { at: 50%, do: [{ notify: holder }] }
      - { at: -10m, do: [{ notify: team }, raise-priority] }
      - { at: 100%, only: unanswered, do: [{ notify: manager }] }
      - { at: +1h, do: [reassign, { notify: manager }] }
    hot:
      - { at: 25%, do: [{ notify: contact }] }
      - { at: +10m, do: [{ raise-priority: urgent }, escalate] }
    hand-up:
      - { name: nobody came, at: 50%, only: untouched, do: [escalate] }
      - { at: 200%, do: [escalate, { notify: manager }] }
    supplier:
      - { at: 100%, do: [{ notify: holder }] }
tiers:
  T1: { target: 1h, ladder: hand-up }
  T2: { target: 4h, calendar: always, pausedWhile: [on-hold] }
  T3: { target: 24h }
`;

/** What of a policy file may be another text: its promises with the tiers' targets, its calendars. */
interface Parts {
  readonly promises?: string;
  readonly calendars?: string;
}

/** The text of a valid policy file, with more lines at its end, and with other parts, where given. */
export function policyText(more = '', { promises = PROMISES, calendars = CALENDARS }: Parts = {}): string {
  return `${calendars}${promises}${POLICY}${more}`;
}

/** That policy, loaded; `number` is how many times a policy was put in force until it. */
export function aPolicy(
  more = '',
  { number = 0, ...parts }: Parts & { readonly number?: number } = {},
): LoadedPolicy {
  return parsePolicy(policyText(more, parts), { number });
}
