/** Query parameters. Contract: "Bodies and values", "QuerySessions". */
import { describe, expect, it } from 'vitest';
import { created, fresh, keyHeader, type Session, send, told } from '../http-client.ts';

interface Page {
  readonly resultsToken: string | null;
  readonly results: readonly Session[];
  readonly totalCount: number | null;
}
const query = (text: string) => send('GET', `/v1/sessions?${text}`);
const page = async (text: string): Promise<Page> => (await query(text)).json();

describe('refused', () => {
  it.each([
    ['unknown', 'size=10', 'size'],
    ['unknown and empty', 'size=', 'size'],
    ['known, in another case', 'subjectid=a', 'subjectid'],
    ['a filter of another operation', 'active=true', 'active'],
    ['repeated', 'subjectId=a&subjectId=a', 'subjectId'],
    ['repeated and empty', 'subjectId=&subjectId=', 'subjectId'],
    ['no hexadecimal escape', 'subjectId=%zz', 'subjectId'],
    ['a lone percent sign', 'displayName=100%', 'displayName'],
    ['bytes that are no UTF-8', 'sessionId=%ff', 'sessionId'],
    ['a name that is no UTF-8', '%ff=1', '(body)'],
    ['a control character', 'subjectId=a%00', 'subjectId'],
    ['over-long', `subjectId=${'a'.repeat(201)}`, 'subjectId'],
    ['over-long in code points', `displayName=${encodeURIComponent('😀'.repeat(201))}`, 'displayName'],
    ['over-long and blank', `sessionId=${'+'.repeat(201)}`, 'sessionId'],
    ['a count beyond 1000', 'countRequested=1001', 'countRequested'],
    ['a negative count', 'countRequested=-1', 'countRequested'],
    ['a count with a fraction', 'countRequested=1.5', 'countRequested'],
    ['a count in words', 'countRequested=ten', 'countRequested'],
    ['a blank count', 'countRequested=+', 'countRequested'],
    ['another flag', 'requestPriorResults=yes', 'requestPriorResults'],
    ['a flag in another case', 'totals=True', 'totals'],
    ['fields that this list has not', 'fields=ticket', 'fields'],
  ])('%s', async (_, text, path) => {
    expect(await told(await query(text))).toBe(`400 invalid-request ${path}`);
  });
  it('on every operation, whatever its method', async () => {
    const { key } = await created();
    for (const [method, path] of [
      ['GET', '/v1/session'],
      ['DELETE', '/v1/session'],
      ['GET', '/v1/sessions/x'],
    ] as const) {
      expect(await told(await send(method, `${path}?a=1`, { headers: keyHeader(key) }))).toBe('400 invalid-request a');
    }
    for (const path of ['find', 'delete']) {
      const response = await send('POST', `/v1/sessions/${path}?a=1`, { json: { subjectId: 'x' } });
      expect(await told(response)).toBe('400 invalid-request a');
    }
  });
  it('several at once', async () => {
    expect(await told(await query('a=1&totals=x&b&countRequested=x'))).toBe(
      '400 invalid-request a b countRequested totals',
    );
  });
});

describe('taken', () => {
  it.each([
    '',
    '&',
    'subjectId=',
    'subjectId',
    'countRequested=&totals=&fields=&resultsToken=&requestPriorResults=',
    'countRequested=0',
  ])('empty or absent: %j', async (text) => {
    expect((await query(text)).status).toBe(200);
  });
  it.each(['countRequested=1', 'countRequested=1000', `subjectId=${encodeURIComponent('😀'.repeat(200))}`])(
    '%s',
    async (text) => {
      expect((await query(text)).status).toBe(200);
    },
  );
  it('a blank filter counts as not set', async () => {
    const session = await created();
    const { results } = await page(`subjectId=${session.subjectId}&sessionId=%20%E3%80%80&displayName=+`);
    expect(results.map(({ id }) => id)).toEqual([session.id]);
  });
  it('plus is a space, an escaped plus is a plus', async () => {
    const name = fresh('Jo+an Doe');
    const { id } = await created({ displayName: name });
    const encoded = new URLSearchParams({ displayName: name }).toString();
    expect((await page(encoded)).results.map((row) => row.id)).toEqual([id]);
    expect((await page(`displayName=${encodeURIComponent(name)}`)).results.map((row) => row.id)).toEqual([id]);
  });
  it('wildcards are literal', async () => {
    const subjectId = fresh('%_*?');
    const { id } = await created({ subjectId });
    expect((await page(`subjectId=${encodeURIComponent(subjectId)}`)).results.map((row) => row.id)).toEqual([id]);
    expect((await page(`subjectId=${encodeURIComponent(subjectId.replace('_', '%'))}`)).results).toEqual([]);
  });
});
