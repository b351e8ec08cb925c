/** The index and the objects of the Worker under test, past its calls. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../src/config.ts';

export const { INDEX: db, SUBJECTS: objects } = env as unknown as Env;

/** Runs inside the object of a route, on its storage. */
export const inside = <T>(route: string, work: (storage: DurableObjectStorage) => T | Promise<T>): Promise<T> =>
  runInDurableObject(objects.getByName(route), (_instance, { storage }) => work(storage));
