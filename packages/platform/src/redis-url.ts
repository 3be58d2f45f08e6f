// The forms of REDIS_URL, in one place. Those of several servers are the ones that Python's `limits` and its users know.

/** Where one server answers. */
export interface RedisHost {
  readonly host: string;
  readonly port: number;
}

/** What a connection says first, where it has to. */
export interface RedisUser {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Where the queues are, as REDIS_URL says it. */
export type RedisPlace =
  /** One server, by the URL that ioredis reads itself. */
  | { readonly kind: 'single'; readonly url: string }
  | ({
      readonly kind: 'sentinel';
      readonly tls: boolean;
      readonly hosts: readonly RedisHost[];
      /** What the sentinels call the servers that they watch. */
      readonly master: string;
      readonly db: number;
      /** Of the sentinels; the other one is of the servers. */
      readonly sentinelUser: RedisUser;
    } & RedisUser)
  | ({
      readonly kind: 'cluster';
      readonly tls: boolean;
      /** Some of its nodes; they name the others. */
      readonly hosts: readonly RedisHost[];
    } & RedisUser);

/** Why a text is none of the forms. Holds nothing of the text, in which there may be a password. */
export interface RedisUrlFault {
  readonly kind: 'fault';
  readonly message: string;
}

const FORMS =
  'must start with redis://, rediss:// (one server), redis+sentinel://, rediss+sentinel://, redis+cluster:// or rediss+cluster:// (several)';
const SENTINEL_OPTIONS = ['sentinelUsername', 'sentinelPassword'] as const;
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, `redis+sentinel://[user:password@]host[:port][,...]/master[/db]` with
 * `?sentinelUsername=&sentinelPassword=` where the sentinels have their own, and
 * `redis+cluster://[user:password@]host[:port][,...]`; each with `rediss` for TLS.
 */
export function parseRedisUrl(text: string): RedisPlace | RedisUrlFault {
  const parts = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^/]*)@)?([^/?@]*)(\/[^?]*)?(?:\?(.*))?$/.exec(
    text,
  );
  if (parts === null) return fault(FORMS);
  const [, scheme, kind, user = '', hostList = '', path = '', query = ''] = parts;
  const names = path.split('/').filter((name) => name !== '');
  if (kind === undefined) return single(text, hostList, names);

  const tls = scheme === 'rediss';
  const hosts = hostList
    .split(',')
    .map((one) => parseHost(one, kind === 'sentinel' ? SENTINEL_PORT : REDIS_PORT));
  const known = hosts.filter((host) => host !== undefined);
  if (known.length < hosts.length)
    return fault('names a host that is none; hosts are host:port, with commas between');
  const credentials = parseUser(user);
  if (credentials === undefined)
    return fault('has a user or password with a % that is not followed by two digits (write %25)');

  if (kind === 'cluster') {
    if (names.length > 0)
      return fault('names a database or a master; a cluster has only database 0, and no name');
    if (query !== '') return fault('has options after a ?; a cluster takes none');
    return { kind, tls, hosts: known, ...credentials };
  }
  const options = new URLSearchParams(query);
  if ([...options.keys()].some((name) => !SENTINEL_OPTIONS.some((one) => one === name)))
    return fault(`has an unknown option after the ?; there are ${SENTINEL_OPTIONS.join(' and ')}`);
  const [master, db = '0', ...more] = names;
  if (master === undefined || !/^\d+$/.test(db) || more.length > 0)
    return fault(
      'must end with the name of the master that the sentinels watch, such as /mymaster or /mymaster/0',
    );
  const sentinelUser = {
    username: options.get('sentinelUsername') ?? undefined,
    password: options.get('sentinelPassword') ?? undefined,
  };
  return { kind: 'sentinel', tls, hosts: known, master, db: Number(db), sentinelUser, ...credentials };
}

function single(url: string, hosts: string, [db, ...more]: readonly string[]): RedisPlace | RedisUrlFault {
  if (hosts.includes(','))
    return fault('names several servers; say redis+sentinel://.../master or redis+cluster:// of them');
  if ((db !== undefined && !/^\d+$/.test(db)) || more.length > 0)
    return fault(
      'must end with the number of a database or with nothing; a master has redis+sentinel:// before it',
    );
  return parseHost(hosts, REDIS_PORT) === undefined || !URL.canParse(url)
    ? fault('names a host that is none')
    : { kind: 'single', url };
}

function parseHost(text: string, standardPort: number): RedisHost | undefined {
  // A scheme that the URL parser has no rules for, as it has them for http, and none of its ports are dropped.
  const url = `redis://${text}`;
  if (text === '' || !URL.canParse(url)) return undefined;
  const { hostname, port, pathname, search, hash } = new URL(url);
  if (hostname === '' || pathname + search + hash !== '') return undefined;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? standardPort : Number(port) };
}

function parseUser(text: string): RedisUser | undefined {
  if (text === '') return {};
  const [username = '', ...rest] = text.split(':');
  try {
    return {
      username: decodeURIComponent(username) || undefined,
      password: decodeURIComponent(rest.join(':')) || undefined,
    };
  } catch {
    return undefined;
  }
}

function fault(message: string): RedisUrlFault {
  return { kind: 'fault', message };
}
