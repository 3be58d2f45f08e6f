import { type LoadedPolicy, parsePolicy } from '@tierline/contracts';
import { type Instant, instant } from '@tierline/domain';

/** Monday 07:00 to the Tuesday after next weekend, 18:00, in Berlin: the clocks go forward on Sunday the 29th. */
export const BEGINS = local('2026-03-23T07:00+01:00');
export const ENDS = local('2026-03-31T18:00+02:00');

/** A moment of that week, with the offset that Berlin has then. */
export function local(text: string): Instant {
  return instant(Date.parse(text));
}

/** When the clocks go forward. */
export const DST_CHANGE = local('2026-03-29T03:00+02:00');

/** Local time in Berlin, read as if it were UTC. */
export function berlin(at: Instant): Date {
  return new Date(at + (at < DST_CHANGE ? 1 : 2) * 3_600_000);
}

/** Tickets with this tag climb a ladder that changes them; all others have ladders that only tell somebody. */
export const CLIMBS = 'climbs';

const DAY = "['09:00-12:30', '13:15-17:30']";
const EVENING = "['14:00-22:00']";

/**
 * A desk with a lunch break and a holiday on Wednesday, a late shift that also works through the night in which an hour is
 * missing, and somebody for urgent cases at any time. No step of a ladder is before or after another under one priority and
 * not under another.
 */
export const POLICY_TEXT = `
calendars:
  always: always
  office: { zone: Europe/Berlin, hours: { mon: ${DAY}, tue: ${DAY}, wed: ${DAY}, thu: ${DAY}, fri: ${DAY} }, holidays: ['2026-03-25'] }
  late: { zone: Europe/Berlin, hours: { mon: ${EVENING}, tue: ${EVENING}, wed: ${EVENING}, thu: ${EVENING}, fri: ${EVENING}, sat: ['20:00-24:00'], sun: ['00:00-06:00'] }, holidays: ['2026-03-25'] }
promises:
  calendar: office
  warnAfter: 0.75
  ladder: customer
  priorities:
    low: { firstResponse: 8h, nextResponse: 8h, resolution: 24h }
    normal: { firstResponse: 3h, nextResponse: 4h, update: { target: 8h, pausedWhile: [pending] }, resolution: 14h }
    high: { firstResponse: { target: 1h, calendar: late }, nextResponse: { target: 2h, calendar: late }, update: { target: 4h, calendar: always }, resolution: { target: 8h, calendar: late, pausedWhile: [] }, headStart: 1h }
    urgent: { firstResponse: { target: 30m, calendar: always }, nextResponse: { target: 1h, calendar: always }, update: { target: 2h, calendar: always }, resolution: { target: 6h, calendar: always }, headStart: 2h }
  suppliers: { engineering: 6h, third-party: { target: 4h, calendar: late, ladder: supplier } }
  policies:
    - name: enterprise
      when: { plans: [enterprise] }
      calendar: late
      priorities:
        normal: { firstResponse: 1h, resolution: { target: 8h, ladder: hot } }
        high: { update: none }
        urgent: { resolution: { target: 4h, calendar: always, ladder: hot } }
      tiers: { T1: { target: 45m, ladder: hand-up } }
    - name: climbing
      when: { tags: [${CLIMBS}] }
      ladder: climb
      priorities:
        low: { firstResponse: 6h, resolution: 12h }
        normal: { firstResponse: 3h, resolution: 8h }
        high: { firstResponse: { target: 2h, calendar: late }, resolution: 6h }
        urgent: { firstResponse: { target: 1h, calendar: always }, resolution: { target: 4h, calendar: always } }
      tiers: { T1: { target: 2h, ladder: up } }
  ladders:
    customer:
      - { at: 50%, do: [{ notify: holder }] }
      - { at: -10m, do: [{ notify: team }] }
      - { at: 100%, only: unanswered, do: [{ notify: manager }] }
      - { at: +1h, do: [{ notify: manager }] }
    hot:
      - { at: 25%, do: [{ notify: contact }] }
      - { at: 100%, do: [{ notify: contact }, { notify: manager }] }
      - { at: +30m, do: [{ notify: manager }] }
    hand-up:
      - { name: nobody came, at: 50%, only: untouched, do: [{ notify: team }] }
      - { at: 200%, do: [{ notify: manager }] }
    supplier:
      - { at: 100%, do: [{ notify: holder }] }
    climb:
      - { at: 50%, do: [raise-priority, { notify: holder }] }
      - { at: 100%, do: [escalate] }
      - { at: 150%, do: [reassign, { notify: manager }] }
    up:
      - { at: 75%, only: untouched, do: [escalate] }
tiers:
  T1: { target: 1h, ladder: hand-up }
  T2: { target: 4h, calendar: late, pausedWhile: [on-hold] }
  T3: { target: 24h, calendar: always }
routing:
  - { name: integrations, when: { text: [webhook] }, tier: T2 }
escalation: { max: 3, atLimit: manager }
life: { closeAfter: 36h }
agents:
  - { id: t1-ada, name: Ada, tier: T1, capacity: 4, calendar: office }
  - { id: t1-ben, name: Ben, tier: T1, capacity: 4, calendar: office }
  - { id: t1-cem, name: Cem, tier: T1, capacity: 4, calendar: office }
  - { id: t1-dora, name: Dora, tier: T1, capacity: 4, calendar: late }
  - { id: t1-nuri, name: Nuri, tier: T1, capacity: 1, calendar: always }
  - { id: t2-eva, name: Eva, tier: T2, capacity: 4, calendar: office }
  - { id: t2-finn, name: Finn, tier: T2, capacity: 4, calendar: late }
  - { id: t3-gil, name: Gil, tier: T3, capacity: 6, calendar: office }
`;

/** That policy as the services have it: they were the first to put one in force. */
export const COMPANY: LoadedPolicy = parsePolicy(POLICY_TEXT, { number: 1 });
