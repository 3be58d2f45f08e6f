import type { PolicySource, TrackerFile } from '@tierline/contracts';
import { checkTokens, createTracker, type Environment, type Tracker } from '@tierline/trackers';

/**
 * The tracker of that name in the policy in force. Undefined when the policy has none; throws ConfigError when the
 * environment has no token for it.
 */
export type TrackerSource = (id: string) => Tracker | undefined;

export function trackersOf(policies: PolicySource, env: Environment): TrackerSource {
  const made = new WeakMap<TrackerFile, Tracker>();
  return (id) => {
    const file = policies.current().engineering.trackers.find((candidate) => candidate.id === id);
    if (file === undefined) return undefined;
    const known = made.get(file);
    if (known !== undefined) return known;
    checkTokens('notifier', [file], env);
    const tracker = createTracker(file, env[file.tokenEnv] ?? '');
    made.set(file, tracker);
    return tracker;
  };
}
