/** The ticket store from afar keeps the contract, on a clock that the test turns: over the HTTP app, and as a
 * binding's call does. */
import { env } from 'cloudflare:workers';
import { describe } from 'vitest';
import { readiness } from '../../../src/compose.ts';
import type { Env } from '../../../src/config.ts';
import { createApp } from '../../../src/http/app.ts';
import type { Services } from '../../../src/http/services.ts';
import { boundSessions } from '../../../src/remote/bound-sessions.ts';
import { createClient } from '../../../src/remote/create-client.ts';
import { boundCall } from '../../../src/rpc/bound-call.ts';
import { Meter } from '../../../src/session/cost.ts';
import type { ServerSideTicketStore } from '../../../src/ticket/ticket-store.ts';
import { ticketStoreContract } from '../../contract/ticket-store.contract.ts';
import { ORIGIN } from '../http-client.ts';
import { TicketScene } from '../ticket-scene.ts';

const bindings = env as unknown as Env;
const context = { waitUntil: () => undefined, passThroughOnException: () => undefined, props: {} };

/** The scene's clock, and its tickets as they are reached. */
const reached = (scene: TicketScene, tickets: ServerSideTicketStore) => ({
  tickets,
  get now() {
    return scene.now;
  },
  set now(time: number) {
    scene.now = time;
  },
});

describe('by the client', () => {
  ticketStoreContract((policy) => {
    const scene = new TicketScene(policy);
    const app = createApp(() => ({ tickets: scene.tickets }) as unknown as Services, readiness);
    const { tickets } = createClient({
      baseUrl: ORIGIN,
      token: 'store-token',
      fetch: async (url, init) => app.fetch(new Request(url, init), bindings, context as unknown as ExecutionContext),
    });
    return reached(scene, tickets);
  });
});

describe('by a binding', () => {
  ticketStoreContract((policy) => {
    const scene = new TicketScene(policy);
    const services = () => ({ tickets: scene.tickets }) as unknown as Services;
    const actor = { name: 'app', scopes: new Set(['store'] as const) };
    const call = (request: unknown) =>
      boundCall(services, { env: bindings, ctx: context, actor, meter: new Meter(), way: 'RPC' }, request);
    return reached(scene, boundSessions({ call }).tickets);
  });
});
