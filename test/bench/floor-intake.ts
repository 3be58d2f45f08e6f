/** The HTTP intake of both floors: a parsed body becomes a ticket, and is answered when the floor took it. */
import express, { type Request, type Response } from 'express';
import mongoose from 'mongoose';

import { type FloorTicket, type FloorWake, newTicket } from './floor-ticket.ts';

/** Takes a new ticket; resolves when it is stored and the router is woken. */
export type Accept = (ticket: FloorTicket, wake: FloorWake) => Promise<void>;

/** Listens on a free port of the loopback, and resolves with it. */
export async function listen(accept: Accept): Promise<number> {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(express.json({ limit: '64kb' }));
  app.post('/tickets', create(accept));
  return new Promise((resolve, reject) => {
    const server = app.listen(0, '127.0.0.1', (error) => {
      if (error) return reject(error);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function create(accept: Accept) {
  return async (request: Request, response: Response) => {
    const receivedAt = Date.now();
    const parsed = newTicket.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: parsed.error.issues });
      return;
    }
    const ticketId = new mongoose.mongo.ObjectId().toHexString();
    const at = new Date();
    const status = 'open';
    const history = [{ at, to: status, by: 'intake' }] as const;
    await accept(
      { ticketId, ...parsed.data, version: 0, status, createdAt: at, updatedAt: at, history },
      { ticketId, version: 0, receivedAt },
    );
    response.status(201).json({ ticketId, status });
  };
}
