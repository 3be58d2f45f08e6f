import { runTicketService } from '@tierline/service';
import { checkTokens } from '@tierline/trackers';

import { checkSecrets, notifierConfig } from './config.ts';
import { startNotifier } from './service.ts';

await runTicketService({
  name: 'notifier',
  schema: notifierConfig,
  env: process.env,
  check: (file) => {
    checkSecrets(file, process.env);
    checkTokens('notifier', file.engineering.trackers, process.env);
  },
  start: (base) => startNotifier(base, process.env),
});
