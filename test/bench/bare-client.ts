/**
 * An HTTP client that costs as little as it can: it shares the machine with what is measured, and is to offer several
 * times what that can take. It behaves as a proxy in front of a service does: a fixed number of connections that are
 * open before the load begins and are kept, each with one request at a time.
 */
import { connect } from 'node:net';

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
const LOOK_MS = 1000;

/** Resolves when all connections are open and each has been used. */
export async function createBareClient(o: BareClientOptions): Promise<BareClient> {
  const { host, hostname, port } = new URL(o.url);
  const free: Connection[] = [];
  const all = new Set<Connection>();
  const waiting: { readonly since: number; readonly go: (connection: Connection | undefined) => void }[] = [];
  const common = lines({ host, ...o.headers });
  const open = () => openConnection({ host: hostname, port: Number(port), all });

  /** The connection that is free for longest, so that all stay in use, or a new one, or the next that becomes free. */
  function take(): Connection | Promise<Connection | undefined> {
    const now = performance.now();
    for (let first = free.shift(); first !== undefined; first = free.shift()) {
      if (first.isOpen() && now - first.since() < IDLE_MS) return first;
      first.cut();
    }
    if (all.size < o.connections) return open();
    return new Promise((go) => waiting.push({ since: now, go }));
  }

  function release(connection: Connection): void {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      if (performance.now() - first.since < o.patienceMs) return first.go(connection);
      first.go(undefined);
    }
    free.push(connection);
  }

  async function exchange(connection: Connection, text: string): Promise<BareAnswer> {
    const answer = await connection.exchange(text);
    if (connection.isOpen()) release(connection);
    return answer;
  }

  // One timer for all: one for each request would cost as much as the request.
  const looking = setInterval(() => {
    const now = performance.now();
    for (const connection of all)
      if (connection.isBusy() && now - connection.since() > HANGS_MS) connection.cut();
  }, LOOK_MS).unref();

  // A connection is open before the server has accepted it, which Node does once per turn of its event loop.
  await Promise.all(
    Array.from({ length: o.connections }, async () => {
      const connection = await open();
      if (connection !== undefined) await exchange(connection, `GET / HTTP/1.1\r\n${common}\r\n`);
    }),
  );
  return {
    send: async ({ method, path, headers = {}, body = '' }) => {
      const connection = await take();
      if (connection === undefined) return NO_ANSWER;
      const length = method === 'POST' ? `content-length: ${Buffer.byteLength(body)}\r\n` : '';
      return exchange(
        connection,
        `${method} ${path} HTTP/1.1\r\n${common}${lines(headers)}${length}\r\n${body}`,
      );
    },
    close: () => {
      clearInterval(looking);
      for (const connection of all) connection.cut();
    },
  };
}

/** One request at a time. */
interface Connection {
  /** Resolves without a status when the connection is lost before the answer. */
  exchange(text: string): Promise<BareAnswer>;
  readonly isOpen: () => boolean;
  readonly isBusy: () => boolean;
  /** When the request under way, or the last one, was sent; by the monotonic clock, in milliseconds. */
  readonly since: () => number;
  readonly cut: () => void;
}

/** Resolves when it is open, or without one; it is among `all` until it is closed. */
async function openConnection(o: {
  readonly host: string;
  readonly port: number;
  readonly all: Set<Connection>;
}): Promise<Connection | undefined> {
  const socket = connect({ host: o.host, port: o.port, noDelay: true });
  socket.setEncoding('utf8');
  let received = '';
  let since = performance.now();
  let tell: ((answer: BareAnswer) => void) | undefined;
  const end = (answer: BareAnswer) => {
    const told = tell;
    tell = undefined;
    received = '';
    told?.(answer);
  };
  const connection: Connection = {
    exchange: (text) =>
      new Promise((resolve) => {
        tell = resolve;
        since = performance.now();
        socket.write(text);
      }),
    isOpen: () => !socket.destroyed,
    isBusy: () => tell !== undefined,
    since: () => since,
    cut: () => {
      // At once: its place is needed before it is closed.
      o.all.delete(connection);
      socket.destroy();
    },
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: string) => {
    received += chunk;
    const answer = answerIn(received);
    if (answer === undefined) return;
    if (/\r\nconnection: close/i.test(answer.head)) socket.destroy();
    end(answer);
  });
  o.all.add(connection);
  socket.once('close', () => {
    o.all.delete(connection);
    end(NO_ANSWER);
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', () => resolve());
  });
  return socket.destroyed ? undefined : connection;
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
  // A text has no fewer bytes than characters.
  if (body.length < length && Buffer.byteLength(body) < length) return undefined;
  return { status: Number(head.slice(9, 12)), head, body };
}
