import { runTicketService } from '@tierline/service';

import { routerConfig } from './config.ts';
import { startRouter } from './service.ts';

await runTicketService({ name: 'router', schema: routerConfig, env: process.env, start: startRouter });
