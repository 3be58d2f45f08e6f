export { headlineOfComparison, notesOfComparison } from './comparison-headline.ts';
export { comparisonReport } from './comparison-report.tsx';
export { figureInWords, valueInWords } from './figure-words.ts';
export type { ReportMeta } from './meta.ts';
export { headlineOfRun, notesOfRun } from './run-headline.ts';
export { runReport } from './run-report.tsx';
export { headlineOfSweep, labelOf, notesOfSweep } from './sweep-headline.ts';
export { sweepReport } from './sweep-report.tsx';
