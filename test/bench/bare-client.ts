/**
 * An HTTP client that costs as little as it can: it shares the machine with what is measured, and is to offer several
 * times what that can take. It behaves as a proxy in front of a service does: a fixed number of connections that are
 * open before the load begins and are kept, each with one request at a time.
 */
import { connect, type Socket } from 'node:net';

export interface BareRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** JSON. */
  readonly body?: string;
}

/** Without a status where no answer came: no connection became free in time, or it was cut, or nothing came on it. */
export interface BareAnswer {
  readonly status: number | undefined;
  /** Status line and headers. */
  readonly head: string;
  readonly body: string;
}

export interface BareClient {
  send(request: BareRequest): Promise<BareAnswer>;
  /** Cuts all connections. */
  close(): void;
}

export interface BareClientOptions {
  readonly url: string;
  /** Sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** How long a request waits for a connection before it is given up. */
  readonly patienceMs: number;
}

const NO_ANSWER: BareAnswer = { status: undefined, head: '', body: '' };
/** The services close what was idle for 5 s: what may be closed at this moment is not used any more. */
const IDLE_MS = 4500;
/** An answer that has not come after that does not come. */
const HANGS_MS = 30_000;

/** Resolves when all connections are open and each has been used. */
export async function createBareClient(o: BareClientOptions): Promise<BareClient> {
  const { hostname: host, port } = new URL(o.url);
  const free: { readonly socket: Socket; readonly since: number }[] = [];
  const all = new Set<Socket>();
  const waiting: { readonly since: number; readonly go: (socket: Socket | undefined) => void }[] = [];
  const common = lines({ host: `${host}:${port}`, ...o.headers });

  async function open(): Promise<Socket | undefined> {
    const socket = connect({ host, port: Number(port), noDelay: true });
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    all.add(socket);
    socket.once('close', () => all.delete(socket));
    await new Promise<void>((resolve) => {
      socket.once('connect', resolve);
      socket.once('close', () => resolve());
    });
    return socket.destroyed ? undefined : socket;
  }

  /** The connection that is free for longest, so that all stay in use, or a new one, or the next that becomes free. */
  async function take(): Promise<Socket | undefined> {
    for (let first = free.shift(); first !== undefined; first = free.shift()) {
      if (!first.socket.destroyed && performance.now() - first.since < IDLE_MS) return first.socket;
      first.socket.destroy();
      all.delete(first.socket);
    }
    if (all.size < o.connections) return open();
    return new Promise((go) => waiting.push({ since: performance.now(), go }));
  }

  function release(socket: Socket): void {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      if (performance.now() - first.since < o.patienceMs) return first.go(socket);
      first.go(undefined);
    }
    free.push({ socket, since: performance.now() });
  }

  function exchange(socket: Socket, text: string): Promise<BareAnswer> {
    return new Promise((resolve) => {
      let received = '';
      const end = (answer: BareAnswer) => {
        clearTimeout(timer);
        socket.off('data', read);
        socket.off('close', lost);
        if (answer.status === undefined || /\r\nconnection: close/i.test(answer.head)) socket.destroy();
        else release(socket);
        resolve(answer);
      };
      const lost = () => end(NO_ANSWER);
      const read = (chunk: string) => {
        received += chunk;
        const answer = answerIn(received);
        if (answer !== undefined) end(answer);
      };
      const timer = setTimeout(lost, HANGS_MS);
      socket.on('data', read);
      socket.once('close', lost);
      socket.write(text);
    });
  }

  // A connection is open before the server has accepted it, which Node does once per turn of its event loop.
  await Promise.all(
    Array.from({ length: o.connections }, async () => {
      const socket = await open();
      if (socket !== undefined) await exchange(socket, `GET / HTTP/1.1\r\n${common}\r\n`);
    }),
  );
  return {
    send: async ({ method, path, headers = {}, body = '' }) => {
      const socket = await take();
      if (socket === undefined) return NO_ANSWER;
      const length = method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {};
      const head = `${method} ${path} HTTP/1.1\r\n${common}${lines({ ...headers, ...length })}`;
      return exchange(socket, `${head}\r\n${body}`);
    },
    close: () => {
      for (const socket of all) socket.destroy();
    },
  };
}

function lines(headers: Readonly<Record<string, string | number>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** The answer, when all of it is there; those of Tierline have a length. */
function answerIn(received: string): BareAnswer | undefined {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = received.slice(0, end);
  const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
  const body = received.slice(end + 4);
  if (Buffer.byteLength(body) < length) return undefined;
  return { status: Number(head.slice(9, 12)), head, body };
}
