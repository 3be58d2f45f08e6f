/** How a ticket reached support. */
export const CHANNELS = ['api', 'form', 'email', 'chat', 'phone'] as const;

export type Channel = (typeof CHANNELS)[number];
