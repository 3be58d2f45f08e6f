import { withDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';
import { safeText } from './safe-to-log.ts';

/** What a started service gives back. `stop` is called once. */
export interface RunningService {
  stop(): Promise<void>;
  /** Real time that `stop` spends on purpose, before it stops anything; its deadline is that much later. */
  readonly drainMs?: number;
  readonly logger: Logger;
}

/** One step of a shutdown. */
export interface Stage {
  readonly name: string;
  stop(): Promise<void>;
}

/** Exit codes: 0 stopped as asked, 1 fault or deadline, 2 configuration, 130 a second signal. */
type ExitCode = 0 | 1 | 2 | 130;

/**
 * The life of a service's process, from start to exit; the caller's last statement. The first
 * SIGTERM or SIGINT, or the loss of the parent that the process was forked by, stops the service
 * within `deadlineMs` and the time that it drains; a second signal ends the process at once.
 */
export async function runService({
  name,
  start,
  deadlineMs = 10_000,
}: {
  readonly name: string;
  readonly start: () => Promise<RunningService>;
  readonly deadlineMs?: number;
}): Promise<void> {
  let running: RunningService | undefined;

  const crash = (what: string) => (error: unknown) => {
    if (running === undefined) print(`${name}: ${what}: ${trace(error)}`);
    else running.logger.fatal({ err: error }, what);
    exit(1);
  };
  process.on('uncaughtException', crash('uncaught exception'));
  process.on('unhandledRejection', crash('unhandled rejection'));

  const stopAsked = new Promise<string>((resolve) => {
    let asked = false;
    const ask = (reason: string) => {
      asked = true;
      resolve(reason);
      // Not stop()'s own deadline: a start that hangs has to end too.
      const ms = deadlineMs + (running?.drainMs ?? 0);
      setTimeout(() => {
        running?.logger.fatal({ deadlineMs: ms }, 'not stopped in time');
        if (running === undefined) print(`${name}: not stopped within ${ms} ms`);
        exit(1);
      }, ms);
    };
    const onSignal = (signal: string) => {
      if (asked) exit(130);
      ask(signal);
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
    if (process.connected) {
      process.on('disconnect', () => {
        if (!asked) ask('parent gone');
      });
    }
  });

  try {
    running = await start();
  } catch (error) {
    return fail(name, error);
  }
  const { logger } = running;
  logger.info('started');
  const reason = await stopAsked;
  logger.info({ reason }, 'stopping');
  try {
    await running.stop();
  } catch (error) {
    logger.fatal({ err: error }, 'stop failed');
    return exit(1);
  }
  logger.info('stopped');
  exit(0);
}

/**
 * Stops the stages one after the other in the given order. A stage that fails, or takes longer than
 * `stageMs`, is logged and the next is still stopped. Resolves with how many failed.
 */
export async function stopStages(
  stages: readonly Stage[],
  logger: Logger,
  { stageMs = 6_000 }: { readonly stageMs?: number } = {},
): Promise<number> {
  let failed = 0;
  for (const stage of stages) {
    try {
      await withDeadline({ what: `stopping ${stage.name}`, promise: stage.stop(), ms: stageMs });
    } catch (error) {
      failed += 1;
      logger.error({ err: error, stage: stage.name }, 'stage did not stop cleanly');
    }
  }
  return failed;
}

/**
 * An error with a code was thrown for the person who starts the service: its message is the answer
 * and a stack would bury it. One that lists problems is about configuration.
 */
function fail(name: string, error: unknown): void {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    print(`${name} cannot start: ${trace(error)}`);
    return exit(1);
  }
  print(error.message.startsWith(name) ? error.message : `${name} cannot start: ${error.message}`);
  exit('problems' in error && Array.isArray(error.problems) ? 2 : 1);
}

function trace(error: unknown): string {
  return safeText(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function print(text: string): void {
  process.stderr.write(`${text}\n`);
}

function exit(code: ExitCode): never {
  process.exit(code);
}
