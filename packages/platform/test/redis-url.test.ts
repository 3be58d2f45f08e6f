import assert from 'node:assert/strict';

// Not exported by the package: connections are, which take the URL.
import { parseRedisUrl, type RedisPlace } from '../src/redis-url.ts';

const HOSTS = [
  { host: 'a', port: 1 },
  { host: 'b', port: 2 },
];
const NOBODY = { username: undefined, password: undefined };

describe('the URL of Redis', () => {
  const understood: readonly (readonly [url: string, place: RedisPlace])[] = [
    ['redis://localhost', { kind: 'single', url: 'redis://localhost' }],
    ['rediss://u:p@[::1]:6380/3?family=6', { kind: 'single', url: 'rediss://u:p@[::1]:6380/3?family=6' }],
    [
      'redis+sentinel://a:1,b:2/main',
      { kind: 'sentinel', tls: false, hosts: HOSTS, master: 'main', db: 0, sentinelUser: NOBODY },
    ],
    [
      'rediss+sentinel://me:p%40ss%3A,w@s3.example.com,[::1]:2/main/4?sentinelPassword=x%26y',
      {
        kind: 'sentinel',
        tls: true,
        hosts: [
          { host: 's3.example.com', port: 26_379 },
          { host: '::1', port: 2 },
        ],
        master: 'main',
        db: 4,
        username: 'me',
        password: 'p@ss:,w',
        sentinelUser: { username: undefined, password: 'x&y' },
      },
    ],
    ['redis+cluster://a:1,b:2', { kind: 'cluster', tls: false, hosts: HOSTS }],
    [
      'rediss+cluster://:secret@cache/',
      {
        kind: 'cluster',
        tls: true,
        hosts: [{ host: 'cache', port: 6_379 }],
        username: undefined,
        password: 'secret',
      },
    ],
  ];
  for (const [url, place] of understood) {
    it(`is understood: ${url}`, () => assert.deepEqual(parseRedisUrl(url), place));
  }

  const refused: readonly (readonly [url: string, why: RegExp])[] = [
    ['localhost:6379', /must start with redis:\/\//],
    ['redis+sentinels://hunter2:1/main', /must start with redis:\/\//],
    ['redis://', /names a host that is none/],
    ['redis://hunter2:99999', /names a host that is none/],
    ['redis://hunter2:1,b:2', /names several servers; say redis\+sentinel:\/\//],
    ['redis://hunter2:1/main', /must end with the number of a database/],
    ['redis+sentinel://hunter2:1,b:2', /must end with the name of the master/],
    ['redis+sentinel://hunter2:1/main/one', /must end with the name of the master/],
    ['redis+sentinel://hunter2:1/main/0/1', /must end with the name of the master/],
    [
      'redis+sentinel://hunter2:1/main?password=x',
      /has an unknown option after the \?; there are sentinelUsername/,
    ],
    ['redis+sentinel://hunter2:1,,b:2/main', /names a host that is none; hosts are host:port/],
    ['redis+cluster://hunter2:port', /names a host that is none; hosts are host:port/],
    ['redis+cluster://me:%hunter2@a', /has a user or password with a %/],
    ['redis+cluster://hunter2:1/0', /names a database or a master/],
    ['redis+cluster://hunter2:1?a=b', /has options after a \?/],
  ];
  for (const [url, why] of refused) {
    it(`is refused, without a word of it being said: ${url}`, () => {
      const place = parseRedisUrl(url);
      assert.ok(place.kind === 'fault');
      assert.match(place.message, why);
      assert.doesNotMatch(place.message, /hunter2/);
    });
  }
});
