import { serviceConfig } from '@tierline/platform';

/** What the router is told by its environment: nothing beyond what every service is told. */
export const routerConfig = serviceConfig({});
