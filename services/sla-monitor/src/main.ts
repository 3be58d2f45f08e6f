import { runTicketService } from '@tierline/service';

import { slaMonitorConfig } from './config.ts';
import { startSlaMonitor } from './service.ts';

await runTicketService({
  name: 'sla-monitor',
  schema: slaMonitorConfig,
  env: process.env,
  start: startSlaMonitor,
});
