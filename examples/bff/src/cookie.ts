/** The cookie of this app, and whether a browser has it. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';

/** After `__Host-`. */
export const COOKIE = 'demo-app';

/** A browser that has it has been signed in here, whether it still is or not. */
export const hasCookie = (c: Context): boolean => getCookie(c, COOKIE, 'host') !== undefined;
