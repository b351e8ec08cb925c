/** A web application with its sessions in memory. Prints what it saw as one line of JSON. */
import { sessions } from 'edge-sessions/hono';
import { MemorySessions } from 'edge-sessions/memory';
import { Hono } from 'hono';

const store = new MemorySessions();
const app = new Hono()
  .use(sessions({ store: () => store, cookie: 'app' }))
  .post('/in', async (c) => c.text((await c.var.session.signIn({ claims: [{ type: 'sub', value: 'alice' }] })).outcome))
  .get('/', async (c) => c.text((await c.var.session.authenticate())?.session.subjectId ?? 'nobody'));

const signedIn = await app.request('https://app.example/in', { method: 'POST' });
const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
const page = await app.request('https://app.example/', { headers: { cookie } });
const other = await app.request('https://app.example/');
console.log(
  JSON.stringify({ node: process.version, said: [await signedIn.text(), await page.text(), await other.text()] }),
);
