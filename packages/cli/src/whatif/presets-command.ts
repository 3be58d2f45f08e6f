import { loadPreset, presetNames } from '@tierline/presets';
import { Command } from 'commander';
import { stringify } from 'yaml';

import { print, table } from '../output.ts';
import { local } from '../remote.ts';

/** The organisations that come with Tierline. */
export function presetsCommand(): Command {
  return local('presets', 'List the organisations that come with Tierline, or print the scenario of one.')
    .argument('[name]', 'print this one, to begin a scenario of your own with')
    .action(async (name: string | undefined, options: { readonly json?: boolean }) => {
      if (name !== undefined) {
        const { scenario } = await loadPreset(name);
        print(scenario, options.json, () => stringify(scenario).trimEnd());
        return;
      }
      const presets = await Promise.all(
        (await presetNames()).map(async (one) => ({
          name: one,
          description: (await loadPreset(one)).scenario.description ?? '',
        })),
      );
      print(presets, options.json, () =>
        table(presets.map(({ name: one, description }) => [one, description])),
      );
    });
}
