import type { Client, PolicyApplication, PolicyCandidate, PolicyDiff } from '@tierline/client';
import { policyProblems, policyVersion } from '@tierline/contracts';
import { Command } from 'commander';

import { dryRun } from './dry-run.ts';
import { InvalidPolicyError, UsageError } from './failure.ts';
import { print, progress } from './output.ts';
import { readPolicy, readText } from './policy-file.ts';
import { applicationInWords, diffInWords, dryRunInWords, historyInWords } from './policy-words.ts';
import { recomputation, recomputationInWords, whenOver } from './recomputation-command.ts';
import { type Common, type Connect, connectWith, countOption, local, type Remote, remote } from './remote.ts';
import { sinceOption } from './since.ts';

interface Change extends Remote {
  readonly from?: string;
  readonly comment?: string;
  readonly wait?: boolean;
}

const EXAMPLES = `
Examples:
  $ tierline policy validate tierline.yaml
  $ tierline policy show > tierline.yaml
  $ tierline policy diff tierline.yaml
  $ tierline policy dry-run tierline.yaml --since 7d
  $ tierline policy apply tierline.yaml --comment 'webhooks go to T2' --wait
  $ tierline policy recomputation
  $ tierline policy history
  $ tierline policy rollback`;

/** Everything about the policy. Commands throw ApiError and the like; usage errors are CommanderErrors. */
export function policyCommand({ key }: { readonly key: string | undefined }): Command {
  const connect = connectWith(key);
  return new Command('policy')
    .description('Look at, try and change the policy: tiers, people, rules, promises.')
    .addHelpText('after', EXAMPLES)
    .addCommand(validate())
    .addCommand(show(connect))
    .addCommand(diff(connect))
    .addCommand(dryRunCommand(connect))
    .addCommand(apply(connect))
    .addCommand(rollback(connect))
    .addCommand(recomputation(connect))
    .addCommand(history(connect));
}

function changing(name: string, description: string): Command {
  return remote(name, description)
    .option('--from <version>', 'only if this version is in force still (default: the one in force now)')
    .option('--comment <text>', 'why')
    .option('--wait', 'wait until open tickets follow it, with progress on stderr');
}

function validate(): Command {
  return local('validate', 'Say everything that is wrong with a policy file. Needs no API.')
    .argument('<file>', 'the policy file')
    .action((file: string, { json }: Common) => {
      const text = readText(file);
      const problems = policyProblems(text);
      const valid = problems.length === 0;
      if (!valid && json !== true) throw new InvalidPolicyError(file, problems);
      const version = policyVersion(text);
      print({ valid, ...(valid && { version }), problems }, json, () => `${file}: valid, policy ${version}`);
      if (!valid) process.exitCode = 1;
    });
}

function show(connect: Connect): Command {
  return remote('show', 'Print the policy in force, or an earlier version.')
    .argument('[version]', 'default: the one in force')
    .action(async (version: string | undefined, options: Remote) => {
      const client = connect(options);
      const shown =
        version === undefined ? await client.readPolicy() : await client.readPolicyVersion(version);
      print(shown, options.json, () => shown.text.trimEnd());
    });
}

function diff(connect: Connect): Command {
  return remote('diff', 'What a policy file, or a version, changes.')
    .argument('[file]', 'the policy file')
    .option('--version <version>', 'an earlier version instead of a file')
    .option('--from <version>', 'compare with this version (default: the one in force)')
    .action(async (file: string | undefined, options: Remote & { version?: string; from?: string }) => {
      const { from } = options;
      const asked = { ...candidate(file, options.version), ...(from !== undefined && { from }) };
      const found = await connect(options).diffPolicy(asked);
      print(found, options.json, () => diffInWords(found));
    });
}

function dryRunCommand(connect: Connect): Command {
  return remote(
    'dry-run',
    'What would be otherwise under a policy file: recent and open tickets, people, promises.',
  )
    .argument('[file]', 'the policy file')
    .option('--version <version>', 'an earlier version instead of a file')
    .option('--since <when>', 'tickets opened since then: 12h, 7d, or 2026-03-02T08:00:00Z', sinceOption)
    .option('--tickets <n>', 'how many of the newest to look at, at most', countOption, 2000)
    .option('--open <n>', 'promises of how many open tickets to look at, at most 50000', countOption, 10_000)
    .action(
      async (
        file: string | undefined,
        options: Remote & { version?: string; since?: string; tickets: number; open: number },
      ) => {
        const { since, tickets, open } = options;
        const run = await dryRun(connect(options), candidate(file, options.version), {
          since,
          tickets,
          open,
          onPage: (examined) => progress(`looked at ${examined} tickets`),
        }).finally(() => progress(''));
        print(run, options.json, () => dryRunInWords(run));
      },
    );
}

function apply(connect: Connect): Command {
  return changing('apply', 'Put a policy file in force. Running processes follow within seconds.')
    .argument('<file>', 'the policy file')
    .action(async (file: string, options: Change) => {
      const client = connect(options);
      const text = readPolicy(file);
      const from = options.from ?? (await client.readPolicy()).version;
      const changes = await client.diffPolicy({ text, from });
      const application = await client.applyPolicy({ text, from, ...why(options) });
      await tell(client, { changes, application }, options);
    });
}

function rollback(connect: Connect): Command {
  return changing('rollback', 'Put an earlier version in force again.')
    .argument('[version]', 'default: the one before the one in force')
    .action(async (version: string | undefined, options: Change) => {
      const client = connect(options);
      const inForce = await client.readPolicy();
      const from = options.from ?? inForce.version;
      const to = version ?? inForce.previous;
      if (to === undefined) throw new UsageError('there is no version before the one in force');
      const changes = await client.diffPolicy({ version: to, from });
      const application = await client.rollbackPolicy({ to, from, ...why(options) });
      await tell(client, { changes, application }, options);
    });
}

/** Says what was applied, and where it is to be waited for, what became of open tickets. */
async function tell(
  client: Client,
  { changes, application }: { readonly changes: PolicyDiff; readonly application: PolicyApplication },
  { wait, json }: Change,
): Promise<void> {
  if (json !== true)
    print(undefined, json, () => [diffInWords(changes), applicationInWords(application)].join('\n'));
  const over = wait === true ? await whenOver(client, application.number) : undefined;
  if (json === true)
    print({ ...application, changes: changes.changes, ...(over && { recomputation: over }) }, json, () => '');
  else if (over !== undefined) print(over, json, () => recomputationInWords(over));
}

function history(connect: Connect): Command {
  return remote('history', 'Every version that was put in force, newest first.')
    .option('--limit <n>', 'how many, at most 500', countOption, 20)
    .action(async (options: Remote & { limit: number }) => {
      const { items } = await connect(options).listPolicies({ limit: options.limit });
      print({ items }, options.json, () => historyInWords(items));
    });
}

/** Checked here already, so that what is wrong is told with file and line. */
function candidate(file: string | undefined, version: string | undefined): PolicyCandidate {
  if (version !== undefined && file === undefined) return { version };
  if (file !== undefined && version === undefined) return { text: readPolicy(file) };
  throw new UsageError('name either a policy file or a --version');
}

function why({ comment }: Change): { readonly comment?: string } {
  return comment === undefined ? {} : { comment };
}
