import { setTimeout as sleep } from 'node:timers/promises';

import type { Client, Recomputation } from '@tierline/client';
import type { Command } from 'commander';

import { print, progress, tellProgress } from './output.ts';
import { type Connect, countOption, type Remote, remote } from './remote.ts';

/** Real milliseconds between two looks. */
const EVERY_MS = 1000;

/** How far open tickets have followed the policy. */
export function recomputation(connect: Connect): Command {
  return remote('recomputation', 'How far open tickets have followed the policy that was applied last.')
    .argument('[application]', 'the number of an earlier application', countOption)
    .option('--wait', 'wait until it is over, with progress on stderr')
    .action(async (application: number | undefined, options: Remote & { wait?: boolean }) => {
      const client = connect(options);
      const found = await client.readRecomputation(application);
      const told = options.wait === true ? await whenOver(client, found.application) : found;
      print(told, options.json, () => recomputationInWords(told));
    });
}

/** Waits until open tickets have followed an application, or a later one came; says on stderr how far they are. */
export async function whenOver(client: Client, application: number): Promise<Recomputation> {
  let told: string | undefined;
  for (;;) {
    const found = await client.readRecomputation(application);
    if (found.state === 'done' || found.state === 'superseded') {
      progress('');
      return found;
    }
    const words = recomputationInWords(found);
    if (words !== told) tellProgress(words);
    told = words;
    await sleep(EVERY_MS);
  }
}

export function recomputationInWords(recomputation: Recomputation): string {
  const { application, state, total, done, changed, startedAt, finishedAt } = recomputation;
  const seen = `${done} looked at, ${changed} promised otherwise`;
  switch (state) {
    case 'waiting':
      return `application ${application}: open tickets follow it in some seconds`;
    case 'running':
      return `application ${application}: open tickets follow it: ${seen}, of ${total}`;
    case 'superseded':
      return `application ${application}: superseded by a later one: ${seen}, of ${total}`;
    case 'done': {
      const seconds = (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1000;
      return `application ${application}: open tickets have followed it: ${seen}, in ${seconds.toFixed(1)} s`;
    }
  }
}
