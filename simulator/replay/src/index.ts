export { CATALOGUE, topicOf } from './catalogue.ts';
export { type Conservation, conserve, type Fault } from './conservation.ts';
export { type Engineering, startEngineering } from './engineering.ts';
export { type Staffing, type TierFigures, tierFigures } from './figures.ts';
export { type ReplayOptions, type ReplayReport, runReplay } from './replay.ts';
export type { ReplayProgress } from './run.ts';
export { renderReport, type ReplayFigures, reportJson } from './report.ts';
export { type GeneratedTicket, generateTickets } from './tickets.ts';
