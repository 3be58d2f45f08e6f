import { type Client, createClient } from '@tierline/client';
import { Command, InvalidArgumentError, Option } from 'commander';

export interface Common {
  readonly json?: boolean;
}

/** Options of a command that asks the API. */
export interface Remote extends Common {
  readonly url: string;
}

/** Opens the API at the address that the options name. */
export type Connect = (options: Remote) => Client;

/** Connects with this key, where there is one. */
export function connectWith(key: string | undefined): Connect {
  return ({ url }) => createClient({ baseUrl: url, ...(key !== undefined && { apiKey: key }) });
}

/** A command that needs no API. */
export function local(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'answer in JSON');
}

export function remote(name: string, description: string): Command {
  return local(name, description).addOption(urlOption());
}

/** Where the API is. */
export function urlOption(): Option {
  return new Option('--url <address>', 'address of the API')
    .env('TIERLINE_URL')
    .default('http://127.0.0.1:8080');
}

/** A whole number from 1. Throws InvalidArgumentError for anything else. */
export function countOption(text: string): number {
  const value = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isInteger(value)) return value;
  throw new InvalidArgumentError('It has to be a whole number from 1.');
}
