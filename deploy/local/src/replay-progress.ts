import type { ReplayProgress } from '@tierline/replay';

/** One line: how far the replayed time is, and what became of the tickets so far. */
export function describeProgress(p: ReplayProgress): string {
  const percent = p.total === 0 ? 100 : Math.min(100, Math.floor((p.replayed / p.total) * 100));
  return `tierline: ${p.phase} ${clock(p.replayed)} of ${clock(p.total)} (${percent} %): ${p.sent} sent, ${p.solved} solved, ${p.open} open`;
}

/** Hours and minutes of replayed time. */
function clock(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
