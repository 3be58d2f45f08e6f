import { writeFileSync } from 'node:fs';

import { Command, InvalidArgumentError } from 'commander';

import { UsageError } from './failure.ts';
import {
  icsHolidays,
  type IcsHolidays,
  InvalidIcsError,
  type SkippedEvent,
  type Years,
} from './ics-holidays.ts';
import { print } from './output.ts';
import { readText } from './policy-file.ts';
import { withHolidays } from './policy-holidays.ts';

/** Years ahead to which events that recur are followed. */
const AHEAD = 5;

interface Import {
  readonly calendar: string;
  readonly policy: string;
  readonly from: number;
  readonly to?: number;
  readonly json?: boolean;
}

/** Everything about calendars. Needs no API. */
export function calendarCommand(): Command {
  return new Command('calendar')
    .description('Work on the calendars of a policy file.')
    .addHelpText(
      'after',
      `
Examples:
  $ tierline calendar import holidays.ics --calendar support
  $ tierline calendar import holidays.ics --calendar support --policy tierline.yaml --from 2026 --to 2030`,
    )
    .addCommand(importCommand());
}

function importCommand(): Command {
  return new Command('import')
    .description('Add the all-day events of an iCalendar file to the holidays of a calendar.')
    .argument('<file>', 'the iCalendar file (.ics)')
    .requiredOption('--calendar <name>', 'the calendar in the policy file')
    .option('--policy <file>', 'the policy file, which is rewritten', 'tierline.yaml')
    .option('--from <year>', 'the first year', yearOption, new Date().getFullYear())
    .option('--to <year>', `the last year (default: ${AHEAD} years after the first)`, yearOption)
    .option('--json', 'answer in JSON')
    .action((file: string, { calendar, policy, from, to = from + AHEAD, json }: Import) => {
      if (to < from) throw new UsageError(`the last year, ${to}, is before the first, ${from}`);
      const { days, skipped } = holidaysIn(file, { from, to });
      const names = new Map(days.map(({ date, summary }) => [date, summary]));
      const before = readText(policy);
      const { text, added, present } = withHolidays(before, {
        file: policy,
        calendar,
        dates: [...names.keys()],
      });
      if (text !== before) writeFileSync(policy, text);
      print({ calendar, added, present, skipped }, json, () =>
        [
          ...listed(`added to ${calendar}`, added, names),
          ...listed('there already', present, names),
          ...skippedInWords(skipped),
        ].join('\n'),
      );
    });
}

/** Throws InvalidIcsError that names the file, and UsageError when it cannot be read. */
function holidaysIn(file: string, years: Years): IcsHolidays {
  const text = readText(file);
  try {
    return icsHolidays(text, years);
  } catch (error) {
    if (error instanceof InvalidIcsError)
      throw new InvalidIcsError(`${file} ${error.message}`, { cause: error });
    throw error;
  }
}

function listed(
  title: string,
  dates: readonly string[],
  names: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    `${title}: ${dates.length}`,
    ...dates.map((date) => `  ${date}  ${names.get(date) ?? ''}`.trimEnd()),
  ];
}

function skippedInWords(skipped: readonly SkippedEvent[]): readonly string[] {
  if (skipped.length === 0) return [];
  return [`skipped: ${skipped.length}`, ...skipped.map(({ summary, reason }) => `  ${summary}: ${reason}`)];
}

function yearOption(text: string): number {
  const year = /^\d{4}$/.test(text) ? Number(text) : Number.NaN;
  if (year >= 1990 && year <= 2100) return year;
  throw new InvalidArgumentError('It has to be a year from 1990 to 2100.');
}
