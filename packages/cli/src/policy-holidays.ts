import { parsePolicy, policyProblems } from '@tierline/contracts';
import { isMap, isNode, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

import { InvalidPolicyError, UsageError } from './failure.ts';

/** A policy file with more holidays, and which of the dates are new to the calendar. */
export interface WithHolidays {
  readonly text: string;
  readonly added: readonly string[];
  /** Closed already, by a date of its own or a country's holiday. */
  readonly present: readonly string[];
}

/**
 * Adds dates to the `holidays` of a calendar of a policy file; everything else stays, letter by letter. `file` is its
 * name. Throws UsageError when the calendar is not there or has no weekly hours, InvalidPolicyError for a faulty file.
 */
export function withHolidays(
  text: string,
  {
    file,
    calendar,
    dates,
  }: { readonly file: string; readonly calendar: string; readonly dates: readonly string[] },
): WithHolidays {
  refuseProblems(file, text);
  const { calendars } = parsePolicy(text);
  const spec = Object.hasOwn(calendars, calendar) ? calendars[calendar] : undefined;
  if (spec === undefined) throw new UsageError(`${file} has no calendar ${calendar}`);
  if (spec.kind !== 'weekly')
    throw new UsageError(`the calendar ${calendar} has no holidays: it is not one with weekly hours`);
  const known = new Set(spec.holidays);
  const added = dates.filter((date) => !known.has(date));
  const present = dates.filter((date) => known.has(date));
  if (added.length === 0) return { text, added, present };
  const node = parseDocument(text).getIn(['calendars', calendar], true);
  const edit = isMap(node) && editOf(text, node, added);
  // An alias is written once and read in several places: adding there would change them all.
  if (!edit)
    throw new UsageError(
      `${file}: the holidays of ${calendar} are not a list of its own; add to them by hand`,
    );
  const result = text.slice(0, edit.at) + edit.insert + text.slice(edit.at);
  refuseProblems(file, result);
  return { text: result, added, present };
}

interface Edit {
  readonly at: number;
  readonly insert: string;
}

/** What to insert where: writing the whole document anew would change how its other lines are spelled. */
function editOf(text: string, calendar: YAMLMap, dates: readonly string[]): Edit | undefined {
  const list = calendar.get('holidays', true);
  if (isSeq(list)) return listEdit(text, list, dates);
  if (list !== undefined) return undefined;
  const words = `holidays: [${dates.join(', ')}]`;
  if (calendar.flow === true) return { at: endOf(calendar.items.at(-1)?.value), insert: `, ${words}` };
  const zone = calendar.get('zone', true);
  return lineAfter(text, endOf(zone), `${indentAt(text, endOf(zone))}${words}`);
}

function listEdit(text: string, list: YAMLSeq, dates: readonly string[]): Edit | undefined {
  const last = list.items.at(-1);
  if (list.flow === true) {
    const words = dates.join(', ');
    return last === undefined
      ? { at: (list.range?.[0] ?? 0) + 1, insert: words }
      : { at: endOf(last), insert: `, ${words}` };
  }
  const indent = indentAt(text, isNode(last) ? (last.range?.[0] ?? 0) : 0);
  return lineAfter(text, endOf(last), dates.map((date) => `${indent}- ${date}`).join(eolOf(text)));
}

/** An edit that puts lines after the one at a place. */
function lineAfter(text: string, place: number, lines: string): Edit {
  const end = text.indexOf('\n', place);
  return end < 0
    ? { at: text.length, insert: `${eolOf(text)}${lines}` }
    : { at: end + 1, insert: `${lines}${eolOf(text)}` };
}

function indentAt(text: string, place: number): string {
  const [indent = ''] = /^[ ]*/.exec(text.slice(text.lastIndexOf('\n', place - 1) + 1)) ?? [];
  return indent;
}

function endOf(node: unknown): number {
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function refuseProblems(file: string, text: string): void {
  const problems = policyProblems(text);
  if (problems.length > 0) throw new InvalidPolicyError(file, problems);
}
