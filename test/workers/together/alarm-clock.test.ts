/** When the alarm of an object rings next, as the platform has it. design.md, invariant 12. */
import { runDurableObjectAlarm } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { routeOf } from '../../../src/session/keys.ts';
import { fresh } from '../http-client.ts';
import { granted } from '../management-client.ts';
import { stored } from '../ticket-client.ts';
import { inside, objects } from '../within-service.ts';

const END_OF_TIME = '9999-12-31T23:59:59.999Z';

/** Once what waited for the index has been told. */
async function alarmOf(subject: string): Promise<number | null> {
  const route = await routeOf(subject);
  await runDurableObjectAlarm(objects.getByName(route));
  return inside(route, (storage) => storage.getAlarm());
}

it('is the end of a session, or of a grant that expires before', async () => {
  const subject = fresh('subject');
  await stored({ subject, properties: { expires: '2098-01-01T00:00:00.000Z' } });
  expect(await alarmOf(subject)).toBe(Date.UTC(2098, 0));
  await granted({ subjectId: subject, expiration: '2097-01-01T00:00:00.000Z' });
  expect(await alarmOf(subject)).toBe(Date.UTC(2097, 0));
});

it('is the latest that the platform takes for what ends after that, not the next minute, again and again', async () => {
  const [ofSession, ofGrant] = [fresh('subject'), fresh('subject')];
  await stored({ subject: ofSession, properties: { expires: END_OF_TIME } });
  await granted({ subjectId: ofGrant, expiration: END_OF_TIME });
  for (const subject of [ofSession, ofGrant]) expect(await alarmOf(subject)).toBe(Date.UTC(2189, 0));
});
