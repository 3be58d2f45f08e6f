import { organisationOf, withoutPilots } from '@tierline/whatif';
import { Command } from 'commander';

import { changeable, type ChangeOptions, overridesOf } from './options.ts';
import { namedPlan } from './plan-source.ts';

interface ValidateOptions extends ChangeOptions {
  readonly preset?: string;
}

/** Whether a scenario can be simulated, and what should be known before anybody believes it. */
export function validateCommand(): Command {
  const command = new Command('validate')
    .description('Check a scenario without running it: every problem with its path, and a hint.')
    .argument('[scenario]', 'a scenario file')
    .option('--preset <name>', 'one of the organisations that `tierline presets` lists')
    .action(async (file: string | undefined, options: ValidateOptions) => {
      const plan = await namedPlan(file, options.preset, overridesOf(options));
      const { warnings, curve, groups, classes } = organisationOf(withoutPilots(plan));
      for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
      const people = groups.reduce((sum, group) => sum + group.people, 0);
      process.stdout.write(
        `${plan.name}: can be simulated: about ${Math.round(curve.expected)} tickets of ${classes.length} kinds, ${people} people\n`,
      );
    });
  return changeable(command);
}
