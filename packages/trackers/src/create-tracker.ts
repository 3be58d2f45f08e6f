import type { TrackerFile } from '@tierline/contracts';

import { createGeneric } from './generic.ts';
import { createGithub } from './github.ts';
import { createGitlab } from './gitlab.ts';
import { createJira } from './jira.ts';
import type { Tracker } from './tracker.ts';

/** The tracker that a policy file declares. Opens no connection until it is used. */
export function createTracker(file: TrackerFile, token: string): Tracker {
  switch (file.kind) {
    case 'github':
      return createGithub(file, token);
    case 'gitlab':
      return createGitlab(file, token);
    case 'jira':
      return createJira(file, token);
    case 'generic':
      return createGeneric(file, token);
  }
}
