import { isTimeZone } from '@tierline/domain';
import { type FittedHistory, fitHistory, type HistorySpan, type RecordedTicket } from '@tierline/model';
import { loadPreset } from '@tierline/presets';
import { Command, InvalidArgumentError, Option } from 'commander';

import { InvalidHistoryError, UsageError } from '../failure.ts';
import { fittedScenario } from './fitted-scenario.ts';
import { readHistory } from './read-history.ts';
import { dateIn, midnightIn } from './recorded-time.ts';

const EXAMPLES = `
The file is CSV whose first line names the columns, or .ndjson with a JSON object a line: a row for each ticket.
  created        when it came, such as 2026-03-02T09:15:00Z, or 2026-03-02 09:15 in --zone; the one column that must be there
  priority       low, normal, high or urgent
  tier           T1, T2 or T3: which solved it (also: needs, solved_by)
  handleMinutes  work of the tier that solved it; or T1Minutes, T2Minutes and T3Minutes for the work of each
  plan           what the customer pays for
Other columns do not matter. The records of \`tierline simulate --records\` are read as well.

Examples:
  $ tierline fit tickets.csv --zone Europe/Berlin --extends saas > ours.yaml
  $ tierline simulate ours.yaml

Exit code: 0 done, 1 rows that make no sense (they are named), 2 asked wrongly.`;

interface FitOptions {
  readonly zone: string;
  readonly from?: string;
  readonly until?: string;
  readonly extends?: string;
  readonly handle: 'lognormal' | 'empirical';
  readonly skipBadRows?: boolean;
}

/** Load and work of a scenario out of tickets of the past. Needs no API. */
export function fitCommand(): Command {
  return new Command('fit')
    .description('Fit the load and work of a scenario to recorded tickets, and print them as YAML.')
    .argument('<file>', 'recorded tickets, CSV or NDJSON')
    .option('--zone <zone>', 'whose days and hours they are, such as Europe/Berlin', zoneOption, 'UTC')
    .option('--from <date>', 'first day that counts (default: that of the first ticket)', dateOption)
    .option('--until <date>', 'first day that counts no more (default: after the last ticket)', dateOption)
    .option(
      '--extends <preset>',
      'write a scenario that can be run: this organisation with that load and work',
    )
    .addOption(
      new Option('--handle <shape>', 'how handle times are stated')
        .choices(['lognormal', 'empirical'])
        .default('lognormal'),
    )
    .option(
      '--skip-bad-rows',
      'leave out rows that make no sense, and name them, instead of ending with them',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: FitOptions) => {
      const over =
        options.extends === undefined
          ? undefined
          : { name: options.extends, scenario: (await loadPreset(options.extends)).scenario };
      const { tickets, problems, others } = await readHistory(file, options.zone);
      if (problems.length > 0 && options.skipBadRows !== true)
        throw new InvalidHistoryError(file, problems, ' (--skip-bad-rows leaves them out)');
      for (const problem of problems) process.stderr.write(`left out: ${file}: ${problem}\n`);
      if (others > 0)
        process.stderr.write(`${file}: ${others} records of other runs than the first do not count\n`);
      const span = spanOf(tickets, options);
      const fitted = fittedTo(tickets, span, options.handle);
      const inside = tickets.filter(({ created }) => created >= span.from && created < span.until).length;
      process.stdout.write(
        fittedScenario(
          fitted,
          [
            `Fitted to ${inside} tickets in ${file}, ${dateIn(span.zone, span.from)} until before ${dateIn(span.zone, span.until)}, ${span.zone}.`,
            'Weights of `week` are tickets in that hour.',
          ],
          over,
        ),
      );
    });
}

function spanOf(tickets: readonly RecordedTicket[], { zone, from, until }: FitOptions): HistorySpan {
  let [first, last] = [Infinity, -Infinity];
  for (const { created } of tickets) {
    first = Math.min(first, created);
    last = Math.max(last, created);
  }
  if (first > last) throw new UsageError('the file has no tickets');
  return {
    zone,
    from: midnightIn(zone, from ?? dateIn(zone, first)) ?? first,
    until: (until === undefined ? midnightIn(zone, dateIn(zone, last), 1) : midnightIn(zone, until)) ?? last,
  };
}

/** Throws UsageError where there is too little to fit. */
function fittedTo(
  tickets: readonly RecordedTicket[],
  span: HistorySpan,
  shape: FitOptions['handle'],
): FittedHistory {
  try {
    return fitHistory(tickets, span, shape);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(
      `nothing can be fitted from ${dateIn(span.zone, span.from)} until before ${dateIn(span.zone, span.until)}: ${error.message}; check --from, --until and the dates in the file`,
    );
  }
}

function zoneOption(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InvalidArgumentError(
    'It has to be a zone of the time zone database, such as Europe/Berlin or UTC.',
  );
}

function dateOption(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && midnightIn('UTC', text) !== undefined) return text;
  throw new InvalidArgumentError('It has to be a date such as 2026-03-02.');
}
