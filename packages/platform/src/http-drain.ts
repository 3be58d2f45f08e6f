import type { Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';

/** An HTTP server that ends without failing a request. */
export interface HttpDrain {
  /**
   * From now on each answer closes its connection, those under way included, so that clients open their next one
   * elsewhere. Requests and connections are still taken.
   */
  begin(): void;
  /** Takes no more connections; resolves when every request in hand was answered. */
  stop(): Promise<void>;
}

/** To be called before the server listens. */
export function httpDrain(server: Server): HttpDrain {
  const answering = new Set<ServerResponse>();
  let draining = false;
  server.prependListener('request', (_request, response: ServerResponse) => {
    if (draining) response.setHeader('connection', 'close');
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });

  function begin(): void {
    draining = true;
    for (const response of answering) if (!response.headersSent) response.setHeader('connection', 'close');
  }

  return {
    begin,
    async stop() {
      begin();
      const closed = promisify(server.close.bind(server))();
      // Their clients were told during the drain, where there was one: only those that asked nothing meanwhile are left.
      server.closeIdleConnections();
      await closed;
    },
  };
}
