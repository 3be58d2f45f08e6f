import { on } from 'node:events';

import { type Example, TooLittleToLearnError, train, type TrainedModel } from './training.ts';

/** What the process is told: some examples, or that there are no more. */
export type ToProcess =
  | { readonly kind: 'examples'; readonly examples: readonly Example[] }
  | { readonly kind: 'end' };

/** What the process says: that it has learned from the examples, the model, or why there is none. */
export type FromProcess =
  | { readonly kind: 'learned' }
  | { readonly kind: 'trained'; readonly model: TrainedModel }
  | { readonly kind: 'too-little'; readonly message: string };

// Whoever started the training is gone: nobody waits for it.
process.once('disconnect', () => process.exit());

function say(message: FromProcess): void {
  process.send?.(message);
}

async function* told(): AsyncGenerator<Example, void, undefined> {
  for await (const [message] of on(process, 'message') as AsyncIterableIterator<[ToProcess]>) {
    if (message.kind === 'end') return;
    yield* message.examples;
    say({ kind: 'learned' });
  }
}

try {
  say({ kind: 'trained', model: await train(told()) });
} catch (error) {
  if (!(error instanceof TooLittleToLearnError)) throw error;
  say({ kind: 'too-little', message: error.message });
}
