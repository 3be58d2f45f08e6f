import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';

/** A small company: open day and night, everything short, two agents of two slots on each tier. */
const POLICY = `
calendars:
  always: always
  office: { zone: Europe/Berlin, hours: { mon: ['09:00-17:00'], tue: ['09:00-17:00'], wed: ['09:00-17:00'], thu: ['09:00-17:00'], fri: ['09:00-17:00'] } }
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

/** The text of a valid policy file, with more lines at its end where given. */
export function policyText(more = ''): string {
  return `${POLICY}${more}`;
}

/** That policy, loaded. */
export function aPolicy(more = ''): LoadedPolicy {
  return parsePolicy(policyText(more));
}
