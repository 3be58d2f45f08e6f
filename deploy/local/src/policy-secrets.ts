import { readPolicyFile } from '@tierline/contracts';

/**
 * The variables whose names a policy file gives for its secrets, of webhooks and trackers, as far as the environment has
 * them; a service says itself which ones it misses. Throws PolicyError when the file is not valid.
 */
export function policySecrets(policyFile: string, env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const { webhooks, pagers, engineering } = readPolicyFile(policyFile);
  const names = [
    ...webhooks.map(({ secretEnv }) => secretEnv),
    ...pagers.map(({ keyEnv }) => keyEnv),
    ...engineering.trackers.flatMap(({ tokenEnv, webhookSecretEnv }) => [tokenEnv, webhookSecretEnv]),
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
