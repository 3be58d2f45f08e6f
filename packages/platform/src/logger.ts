import { METRICS } from '@tierline/contracts';
import { pino, stdTimeFunctions, type Logger as PinoLogger } from 'pino';
import type { Registry } from 'prom-client';

import { counterOf } from './instruments.ts';
import { presentLogFields } from './log-fields.ts';
import { safeText, safeToLog } from './safe-to-log.ts';
import { presentTraceIds } from './tracing.ts';

/** Without children: what pino gives those goes by what is done here. */
export type Logger = Pick<
  PinoLogger,
  'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'isLevelEnabled'
>;

/**
 * JSON lines on stdout with ISO time, each with the ids of what is under way: request, job, ticket, trace. Secrets, and
 * what people wrote or are called, are left out wherever they are; with a registry the lines are counted, by level.
 */
export function createLogger({
  service,
  level,
  registry,
}: {
  readonly service: string;
  readonly level: string;
  readonly registry?: Registry;
}): Logger {
  const counted = registry && countLines(registry);
  return pino({
    level,
    base: { service, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    mixin: () => ({ ...presentLogFields(), ...presentTraceIds() }),
    // Errors are plain by then, and pino would call them objects.
    serializers: { err: (error: unknown) => error },
    hooks: {
      logMethod(args, method, number) {
        counted?.(number);
        const [first, ...rest] = args.map(safeArgument);
        method.apply(this, [first as object, ...(rest as [])]);
      },
    },
  });
}

/** What a line is given: its fields, an error instead of them, or its text. */
function safeArgument(argument: unknown): unknown {
  if (typeof argument === 'string') return safeText(argument);
  if (argument instanceof Error) return safeToLog({ err: argument });
  return typeof argument === 'object' && argument !== null ? safeToLog(argument) : argument;
}

function countLines(registry: Registry): (number: number) => void {
  const lines = counterOf(registry, METRICS.logMessages);
  const numbers = new Map(
    METRICS.logMessages.labels.level.map((level) => [pino.levels.values[level], level]),
  );
  return (number) => lines.inc({ level: numbers.get(number) ?? 'info' });
}
