export {
  type Arrivals,
  batchArrivals,
  type Busyness,
  poissonArrivals,
  recordedArrivals,
  steadyArrivals,
} from './arrivals.ts';
export { BatchMeans } from './batch-means.ts';
export { constant, type Distribution, draw, empirical, uniform } from './distribution.ts';
export {
  type Abandoning,
  allenCunneen,
  erlangA,
  erlangB,
  erlangC,
  type Load,
  mg1Wait,
  mg1WaitSd,
  servedWithin,
  serversFor,
  type Waiting,
  waiting,
  waitQuantile,
} from './erlang-formulas.ts';
export { EventHeap, LAST_PRIORITY } from './event-heap.ts';
export { exponential } from './exponential.ts';
export { Fifos, NOBODY } from './fifo.ts';
export { erlang, gamma } from './gamma.ts';
export { Histogram, HISTOGRAM_END, HISTOGRAM_START, Histograms, QUANTILE_ERROR } from './histogram.ts';
export { hyperexponential } from './hyperexponential.ts';
export {
  compare,
  type Comparison,
  countFor,
  type Interval,
  intervalOf,
  relativeHalfWidth,
} from './interval.ts';
export { fifoWaits } from './kiefer-wolfowitz.ts';
export { lognormal } from './lognormal.ts';
export { normalQuantile } from './normal-quantile.ts';
export { type Prediction, predictionOf } from './prediction.ts';
export { expectedUntil, type RateCurve, rateCurve, staircase } from './rate-curve.ts';
export { betaFor, delayedAt, squareRootStaffing } from './square-root-staffing.ts';
export { Sfc32, type Stream, type StreamName, streamOf } from './stream.ts';
export { Tally } from './tally.ts';
export { TimeAverage } from './time-average.ts';
export { warmUp } from './warm-up.ts';
