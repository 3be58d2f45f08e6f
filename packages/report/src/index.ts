export { csvOf } from './csv.ts';
export {
  createReporter,
  type Grouping,
  GROUPINGS,
  report,
  type Reporter,
  type ReportOptions,
  type ReportSlice,
} from './report.ts';
export { type StayRecord, stayRecords } from './stay-record.ts';
export type { Figures } from './tally.ts';
