export { type Bugs, startBugs } from './bugs.ts';
export { ensureBinaries, type ServerBinary } from './binaries.ts';
export { LaunchError, type LaunchErrorCode } from './errors.ts';
export { freePort } from './free-port.ts';
export { startGuarded, type GuardedProcess } from './guarded-process.ts';
export { startMongo, type MongoServer } from './mongo-server.ts';
export { createProgressLine, type ProgressLine } from './progress-line.ts';
export { startRedis, type RedisServer } from './redis-server.ts';
export {
  SERVICE_NAMES,
  startSystem,
  type System,
  type SystemClock,
  type SystemEvent,
  type SystemOptions,
} from './system.ts';
