import { createReporter, csvOf, type Reporter, type ReportOptions, type ReportSlice } from '@tierline/report';
import { type Database, projectStays, staysBetween } from '@tierline/store';

import type { Handlers } from './mount.ts';
import { checkFields } from './problems.ts';

/** Pages of changed tickets that a report catches up with before it answers with what there is. */
const CATCH_UP = 10;

/** What support did. */
export function reportHandlers(database: Database): Pick<Handlers, 'readReport'> {
  return {
    readReport: async ({ query: { from, to, by, bucket, zone, format, ...fields } }) => {
      if (from >= to) checkFields([{ field: 'to', message: 'must be after from' }]);
      const reporter = reporterOf({ from, to, zone, ...(by && { by }), ...(bucket && { bucket }) });
      const complete = await projectStays(database, CATCH_UP);
      for await (const stay of staysBetween(database, { from, to, ...fields })) reporter.add(stay);
      const slices = reporter.report();
      return format === 'csv'
        ? { text: { type: 'text/csv', content: csvOf(slices) } }
        : { body: { complete, slices: slices.map(viewOf) } };
    },
  };
}

function reporterOf(options: ReportOptions): Reporter {
  try {
    return createReporter(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    checkFields([{ field: 'bucket', message: `is too small for the time asked for: ${error.message}` }]);
    throw error;
  }
}

function viewOf({ from, to, total, groups }: ReportSlice) {
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    total: { ...total },
    groups: groups.map((group) => ({ ...group })),
  };
}
