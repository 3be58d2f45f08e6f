import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { httpDrain } from '@tierline/platform';

describe('the drain of an HTTP server', () => {
  it('answers what it has and what still comes, each for the last time on its connection, then takes no more', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const server = createServer((request, response) => {
      void (request.url === '/slow' ? held : Promise.resolve()).then(() => response.end('done'));
    });
    const drain = httpDrain(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const ask = async (path: string) => {
      const [response] = (await once(get({ agent, port, path }), 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return response.headers.connection;
    };

    assert.equal(await ask('/'), 'keep-alive');
    const slow = ask('/slow');
    await once(server, 'request');
    drain.begin();
    assert.equal(await ask('/'), 'close');
    assert.equal(await ask('/'), 'close');
    let stopped = false;
    const stop = drain.stop().then(() => (stopped = true));
    await assert.rejects(ask('/'), { code: 'ECONNREFUSED' });
    assert.equal(stopped, false);
    release();
    assert.equal(await slow, 'close');
    await stop;
    agent.destroy();
  });
});
