/**
 * How many times a second one core answers `elapsed` and `add` on a calendar, beside a walk over days like that of the usual
 * help desks; and what a century of it costs to compile and to keep. One run, the same random questions for both.
 * `pnpm bench:calendar`
 */
import { pathToFileURL } from 'node:url';

import {
  add,
  type Calendar,
  compileCalendar,
  elapsed,
  type Instant,
  instant,
  type Millis,
  WEEKDAYS,
  type WeeklyHours,
} from '@tierline/domain';
import { randomLcg } from 'd3-random';

import { walkAdd, type WalkedHours, walkElapsed } from './day-walk.ts';

/** Answers a second of one core's own time, whatever else the machine had to do. */
export interface CalendarRates {
  readonly elapsed: number;
  readonly add: number;
  readonly walkedElapsed: number;
  readonly walkedAdd: number;
  /** How many times as fast as the walk, the smaller of both. */
  readonly ratio: number;
}

export interface CalendarFigures {
  /** Questions of each kind that were answered in the measured time. */
  readonly questions: number;
  /** Between any two moments of ten years. */
  readonly far: CalendarRates;
  /** Between moments that are at most two weeks apart, as those of most tickets are. */
  readonly near: CalendarRates;
  /** A century (1990 to 2100) of a zone seen for the first time, and again. */
  readonly firstCompileMillis: number;
  readonly compileMillis: number;
  readonly intervals: number;
  readonly megabytes: number;
}

/** Random moments lie in these ten years. */
const FROM = Date.UTC(2020, 0, 1);
const TO = Date.UTC(2030, 0, 1);
const QUESTIONS = 1 << 16;
const ROUNDS = 40;
/** A walk over years takes a tenth of a second: some of the same questions are enough for it. */
const WALKED = { far: 30, near: 2000 };
const NEAR = 14 * 86_400_000;
const COMPILED = 10;

const ZONE = 'Europe/Berlin';
const DAY_HOURS = [
  [540, 720],
  [780, 1080],
] as const;
const WORKDAYS = [1, 2, 3, 4, 5];
const HOLIDAYS = Array.from({ length: 10 }, (_, year) =>
  ['01-01', '05-01', '10-03', '12-24', '12-25', '12-26', '12-31'].map((day) => `${2020 + year}-${day}`),
).flat();

const COMPILED_HOURS: WeeklyHours = {
  kind: 'weekly',
  zone: ZONE,
  hours: Object.fromEntries(WORKDAYS.map((day) => [WEEKDAYS[day - 1], DAY_HOURS])),
  holidays: HOLIDAYS,
};
const WALKED_HOURS: WalkedHours = {
  zone: ZONE,
  hours: Object.fromEntries(WORKDAYS.map((day) => [day, DAY_HOURS])),
  holidays: new Set(HOLIDAYS),
};

interface Question {
  readonly from: Instant;
  readonly to: Instant;
  readonly open: Millis;
}

/** Measures everything. Throws Error when the two do not agree on every question that both are asked. */
export function benchCalendar(): CalendarFigures {
  const { calendar, firstCompileMillis, compileMillis } = compiled();
  const { starts, ends, before } = calendar;
  return {
    questions: QUESTIONS * ROUNDS,
    far: rates(calendar, TO - FROM, WALKED.far),
    near: rates(calendar, NEAR, WALKED.near),
    firstCompileMillis,
    compileMillis,
    intervals: starts.length,
    megabytes: (starts.byteLength + ends.byteLength + before.byteLength) / 1e6,
  };
}

/** `span` is how far apart two moments are at most; `walk` how many questions the walk is asked. */
function rates(calendar: Calendar, span: number, walk: number): CalendarRates {
  const questions = questionsOn(calendar, span);
  const few = questions.slice(0, walk);
  agree(calendar, few);
  const all = { questions, times: ROUNDS };
  const once = { questions: few, times: 1 };
  const rate = {
    elapsed: perSecond(all, ({ from, to }) => elapsed(calendar, from, to)),
    add: perSecond(all, ({ from, open }) => add(calendar, from, open)),
    walkedElapsed: perSecond(once, ({ from, to }) => walkElapsed(WALKED_HOURS, from, to)),
    walkedAdd: perSecond(once, ({ from, open }) => walkAdd(WALKED_HOURS, from, open)),
  };
  return { ...rate, ratio: Math.min(rate.elapsed / rate.walkedElapsed, rate.add / rate.walkedAdd) };
}

function compiled(): { calendar: Calendar; firstCompileMillis: number; compileMillis: number } {
  const compile = () => compileCalendar('support', COMPILED_HOURS);
  const start = cpuMillis();
  const calendar = compile();
  const first = cpuMillis();
  for (let count = 0; count < COMPILED; count += 1) compile();
  return { calendar, firstCompileMillis: first - start, compileMillis: (cpuMillis() - first) / COMPILED };
}

function questionsOn(calendar: Calendar, span: number): readonly Question[] {
  const random = randomLcg(7);
  return Array.from({ length: QUESTIONS }, () => {
    const one = FROM + Math.floor(random() * (TO - FROM));
    const other = Math.min(Math.max(FROM, one + Math.floor((2 * random() - 1) * span)), TO);
    const [from, to] = [instant(Math.min(one, other)), instant(Math.max(one, other))];
    return { from, to, open: elapsed(calendar, from, to) };
  });
}

function agree(calendar: Calendar, questions: readonly Question[]): void {
  for (const { from, to, open } of questions) {
    const same =
      walkElapsed(WALKED_HOURS, from, to) === open &&
      walkAdd(WALKED_HOURS, from, open) === add(calendar, from, open);
    if (!same)
      throw new Error(
        `the walk and the calendar differ from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`,
      );
  }
}

/** Sum of the answers, so that none can be left out by the compiler. */
let answers = 0;

function perSecond(
  { questions, times }: { readonly questions: readonly Question[]; readonly times: number },
  answer: (question: Question) => number,
): number {
  for (const question of questions.slice(0, 20_000)) answers += answer(question);
  const start = cpuMillis();
  for (let round = 0; round < times; round += 1)
    for (const question of questions) answers += answer(question);
  return (questions.length * times * 1000) / (cpuMillis() - start);
}

function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The figures as lines for people. */
export function calendarInWords({
  far,
  near,
  compileMillis,
  firstCompileMillis,
  intervals,
  megabytes,
}: CalendarFigures): string {
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const rates = Object.entries({ 'ten years': far, 'two weeks': near }).flatMap(([what, rate]) => [
    `${what}: elapsed ${count(rate.elapsed)} /s, day walk ${count(rate.walkedElapsed)} /s`,
    `${what}: add ${count(rate.add)} /s, day walk ${count(rate.walkedAdd)} /s`,
    `${what}: ${count(rate.ratio)} times the day walk`,
  ]);
  const first = firstCompileMillis.toFixed(0);
  return [
    ...rates,
    `1990 to 2100: compiled in ${compileMillis.toFixed(1)} ms, ${first} ms the first time`,
    `1990 to 2100: ${count(intervals)} intervals, ${megabytes.toFixed(2)} MB`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(calendarInWords(benchCalendar()));
  if (!Number.isFinite(answers)) process.exitCode = 1;
}
