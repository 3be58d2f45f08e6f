import { loadClassifier, type TextClassifier } from '@tierline/classifier';
import { METRICS, type PolicySource } from '@tierline/contracts';
import type { Classification, Ticket } from '@tierline/domain';
import { counterOf, gaugeOf, type Logger, type Registry, type Stage } from '@tierline/platform';
import { type Database, latestModel, readModelParameters } from '@tierline/store';

/** What a model says of a ticket; undefined without a model, or where it knows no word of the ticket. */
export type Classify = (ticket: Pick<Ticket, 'subject' | 'description'>) => Classification | undefined;

/** The model that the policy says is in use, and what keeps it so. */
export interface OpenClassifier {
  readonly classify: Classify;
  /** Looks now for another policy or model. */
  readonly refresh: () => Promise<void>;
  /** Stops looking. */
  readonly stage: Stage;
}

/** Real milliseconds between two looks. */
const EVERY_MS = 2000;

/** Nothing known, which is no answer at all. */
const SILENT: Classify = () => undefined;

/** What that use of the classifier says of tickets: a model's version, the latest, or off. Rejects for a broken model. */
export async function classifierFor(database: Database, use: string): Promise<Classify> {
  const number = await numberOf(database, use);
  if (number === undefined) return SILENT;
  return speaking(number, loadClassifier(await readModelParameters(database, number)));
}

/**
 * The model that the policy in force names, followed until stopped. A model that cannot be read, or a database that is
 * away, is no reason to route nothing: without a model, rules and the lowest tier decide; a model that was read stays.
 */
export async function openClassifier(options: {
  readonly database: Database;
  readonly policies: PolicySource;
  readonly logger: Logger;
  readonly registry: Registry;
}): Promise<OpenClassifier> {
  const { database, policies, logger, registry } = options;
  const info = gaugeOf(registry, METRICS.classifierInfo);
  const failures = counterOf(registry, METRICS.classifierFailures);

  let known: number | undefined;
  let broken: number | undefined;
  let classify = SILENT;
  let looking = Promise.resolve();
  info.set({ model: 'none' }, 1);

  function use(number: number | undefined, next: Classify): void {
    known = number;
    classify = next;
    info.clear();
    info.set({ model: number === undefined ? 'none' : `m${number}` }, 1);
  }

  async function look(): Promise<void> {
    const wanted = await numberOf(database, policies.current().policy.classifier.use);
    if (wanted === known) return;
    if (wanted === undefined) return use(undefined, SILENT);
    try {
      use(wanted, speaking(wanted, loadClassifier(await readModelParameters(database, wanted))));
      broken = undefined;
      logger.info({ model: `m${wanted}` }, 'model in use');
    } catch (err) {
      // What another model would say is not what was asked for.
      use(undefined, SILENT);
      failures.inc();
      if (broken !== wanted) logger.error({ err, model: `m${wanted}` }, 'the model in use cannot be read');
      broken = wanted;
    }
  }

  async function refresh(): Promise<void> {
    looking = looking.then(look).catch((err: unknown) => {
      failures.inc();
      logger.warn({ err }, 'no look for the model in use; the last one stays');
    });
    await looking;
  }

  await refresh();
  const timer = setInterval(() => void refresh(), EVERY_MS);
  return {
    classify: (ticket) => classify(ticket),
    refresh,
    stage: {
      name: 'classifier',
      stop: async () => {
        clearInterval(timer);
        await looking;
      },
    },
  };
}

async function numberOf(database: Database, use: string): Promise<number | undefined> {
  if (use === 'off') return undefined;
  return use === 'latest' ? latestModel(database) : Number(use.slice(1));
}

function speaking(number: number, classifier: TextClassifier): Classify {
  return (ticket) => {
    const scores = classifier.classify(ticket);
    return scores && { model: `m${number}`, scores };
  };
}
