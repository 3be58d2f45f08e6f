import { Command } from 'commander';

import { check } from './check.ts';
import { print, progress } from './output.ts';
import { connectWith, type Connect, countOption, type Remote, remote } from './remote.ts';
import { sinceOption } from './since.ts';
import { checkInWords, repairsInWords, slaInWords } from './sla-words.ts';

const EXAMPLES = `
Examples:
  $ tierline sla show 65f000000000000000000001
  $ tierline sla check --open
  $ tierline sla check --since 7d --rate 50
  $ tierline sla repair 65f000000000000000000001`;

/** Why promises are as they are, and whether tickets are what their events make of them. */
export function slaCommand({ key }: { readonly key: string | undefined }): Command {
  const connect = connectWith(key);
  return new Command('sla')
    .description('Why promises are as they are, and whether what is stored is what the events say.')
    .addHelpText('after', EXAMPLES)
    .addCommand(show(connect))
    .addCommand(checkCommand(connect))
    .addCommand(repair(connect));
}

function show(connect: Connect): Command {
  return remote('show', 'Every promise of a ticket: in words, and where its time went.')
    .argument('<ticket>', "the ticket's id")
    .action(async (ticket: string, options: Remote) => {
      const sla = await connect(options).readSla(ticket);
      print(sla, options.json, () => slaInWords(sla));
    });
}

interface Check extends Remote {
  readonly since?: string;
  readonly open?: boolean;
  readonly limit?: number;
  readonly rate: number;
  readonly after?: string;
}

function checkCommand(connect: Connect): Command {
  return remote(
    'check',
    'Compare tickets with their events, by id. Changes nothing; exit code 1 where any differs.',
  )
    .option('--since <when>', 'tickets opened since then: 12h, 7d, or 2026-03-02T08:00:00Z', sinceOption)
    .option('--open', 'only tickets that are neither solved nor closed')
    .option('--limit <n>', 'how many, at most (default: all)', countOption)
    .option('--rate <n>', 'tickets per second, at most', countOption, 200)
    .option('--after <ticket>', 'go on after this ticket, where a check broke off')
    .action(async (options: Check) => {
      const result = await check(connect(options), {
        ...options,
        onPage: (examined, last) => progress(`looked at ${examined} tickets, up to ${last}`),
      }).finally(() => progress(''));
      print(result, options.json, () => checkInWords(result));
      if (result.findings.length > 0) process.exitCode = 1;
    });
}

function repair(connect: Connect): Command {
  return remote('repair', 'Make tickets what their events say. Each repair is in the audit.')
    .argument('<ticket...>', 'ids, such as those that a check found')
    .action(async (tickets: readonly string[], options: Remote) => {
      const { items } = await connect(options).repairSla(tickets);
      print({ items }, options.json, () => repairsInWords(items));
      if (items.some(({ outcome }) => outcome !== 'repaired' && outcome !== 'consistent'))
        process.exitCode = 1;
    });
}
