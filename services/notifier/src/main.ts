import { runTicketService } from '@tierline/service';
import { checkTokens } from '@tierline/trackers';

import { checkSecrets, notifierConfig } from './config.ts';
import { startNotifier } from './service.ts';

await runTicketService({
  name: 'notifier',
  schema: notifierConfig,
  env: process.env,
  check: ({ webhooks, engineering }) => {
    checkSecrets(webhooks, process.env);
    checkTokens('notifier', engineering.trackers, process.env);
  },
  start: (base) => startNotifier(base, process.env),
});
