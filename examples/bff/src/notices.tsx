/** `/notices`: what the back channel has told, as a part of a page; `public/live.js` puts the newest in the place of what is shown. */
import { Hono } from 'hono';
import type { AppEnv } from './environment.ts';
import { inboxOf } from './logout-inbox.ts';
import { NoticeList } from './pages/notice-list.tsx';

export const notices = new Hono<AppEnv>().get('/', async (c) =>
  c.html(<NoticeList notices={await inboxOf(c.env.INBOX).notices()} />),
);
