import { pino, stdTimeFunctions, type Logger as PinoLogger } from 'pino';
import { Counter, type Registry } from 'prom-client';

import { presentLogFields } from './log-fields.ts';
import { safeText, safeToLog } from './safe-to-log.ts';
import { presentTraceIds } from './tracing.ts';

/** Without children: what pino gives those goes by what is done here. */
export type Logger = Pick<
  PinoLogger,
  'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'isLevelEnabled'
>;

const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

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
  const lines = new Counter({
    name: 'tierline_log_messages_total',
    help: 'Log lines written, by level.',
    labelNames: ['level'],
    registers: [registry],
  });
  for (const level of LEVELS) lines.inc({ level }, 0);
  const numbers: Readonly<Record<number, string | undefined>> = pino.levels.labels;
  return (number) => lines.inc({ level: numbers[number] ?? 'info' });
}
