import { DASHBOARDS } from './dashboards/dashboards.ts';
import { grafanaJson } from './dashboards/grafana.ts';
import { ruleFile } from './rule-file.ts';
import { ruleTests } from './rule-tests.ts';
import { RULES } from './rules.ts';

/** Whose repository on GitHub has the runbooks. */
const REPOSITORY = 'tierline/tierline';

/** Where runbooks are read, unless told otherwise. */
export const RUNBOOKS = `https://github.com/${REPOSITORY}/blob/main/docs/runbooks`;

/** The folders in which nothing else is. */
export const GENERATED_FOLDERS = [
  'deploy/prometheus/rules/',
  'deploy/prometheus/tests/',
  'deploy/grafana/dashboards/',
] as const;

/** The text of every file that is made here, by its path in the repository. */
export function generatedFiles(runbooks = RUNBOOKS): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [name, groups] of Object.entries(RULES)) {
    const file = `tierline-${name}.yaml`;
    files.set(`deploy/prometheus/rules/${file}`, ruleFile(groups, runbooks));
    files.set(`deploy/prometheus/tests/${file}`, ruleTests(groups, `../rules/${file}`, runbooks));
  }
  for (const dashboard of DASHBOARDS)
    files.set(`deploy/grafana/dashboards/${dashboard.uid}.json`, grafanaJson(dashboard));
  return files;
}
