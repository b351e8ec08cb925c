/** `edge-sessions` where it changes something, against the running service: `end` with every flag, and `redeliver`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleScene } from './console-scene.ts';

let scene: ConsoleScene;
beforeAll(async () => {
  scene = await ConsoleScene.start();
});
afterAll(() => scene?.[Symbol.asyncDispose]());

const json = (...args: string[]) => scene.json(...args);

describe('ending', () => {
  it('a dry run says what would happen, and nothing does', async () => {
    await scene.signIn('dry', 'D1');
    await scene.grant('dry-token', 'refresh_token', 'dry', 'D1');
    const { code, out } = await scene.console.run('end', '--subject', 'dry', '--dry-run');
    expect([code, out]).toEqual([
      0,
      'Would do this: ends 1 session, revokes 1 token, tells 1 client; access tokens already issued stay valid until they expire.\n',
    ]);
    expect(await json('end', '--subject', 'dry', '--dry-run')).toMatchObject({ dryRun: true, sessionsRemoved: 1 });
    expect((await json('list', '--subject', 'dry')).results).toHaveLength(1);
    expect((await scene.console.run('end', '--subject', 'nobody', '--dry-run')).code).toBe(1);
  });

  it('asks on a terminal, and takes only yes for an answer', async () => {
    await scene.signIn('asked', 'A1');
    for (const typed of ['n\n', '\n', 'yess\n', '\u0004']) {
      const { code, out } = await scene.console.terminal(typed, 'edge-sessions end --subject asked');
      expect([typed, code, out]).toEqual([typed, 1, expect.stringContaining('Nothing was changed.')]);
      expect(out).toContain('Ends 1 session, tells 1 client; ');
    }
    expect((await json('list', '--subject', 'asked')).results).toHaveLength(1);
    const { code, out } = await scene.console.terminal('y\n', 'edge-sessions end --subject asked');
    expect([code, out]).toEqual([0, expect.stringContaining('Ended 1 session, tells 1 client; ')]);
    expect((await scene.console.run('list', '--subject', 'asked')).code).toBe(1);
  });

  it('asks for --yes where there is no terminal, and names who asked in history', async () => {
    const id = await scene.signIn('unattended', 'U1');
    expect(await scene.console.run('end', '--subject', 'unattended')).toMatchObject({ code: 2, out: '' });
    const ended = await json(
      'end',
      '--id',
      id,
      '--yes',
      '--on-behalf-of',
      'Jürgen (support)',
      '--reason',
      'user_logout',
    );
    expect(ended).toMatchObject({ sessionsRemoved: 1, notificationsQueued: 1, dryRun: false, replayed: false });
    expect((await json('history', '--subject', 'unattended')).results).toMatchObject([
      { id, reason: 'user_logout', actor: 'support', onBehalfOf: 'Jürgen (support)' },
    ]);
    expect((await scene.console.run('history', '--session', 'U1')).out).toMatch(
      /user_logout +Jürgen \(support\) \(support\) +unattended/,
    );
    expect((await scene.console.run('history', '--subject', 'nobody')).code).toBe(1);
  });

  it('each flag does what it says', async () => {
    for (const session of ['F1', 'F2']) await scene.signIn('flags', session, ['web', 'shop']);
    for (const [n, type] of ['refresh_token', 'user_consent'].entries())
      await scene.grant(`flags-${n}`, type, 'flags', null);
    const bff = { key: 'bff-key-of-flags', subjectId: 'flags', sessionId: 'F1', ticket: 'anything' };
    await scene.call('POST', '/v1/bff/portal/sessions', bff);
    const end = (...args: string[]) => json('end', '--subject', 'flags', '--dry-run', ...args);
    expect(await end()).toMatchObject({
      sessionsRemoved: 2,
      tokensRevoked: 1,
      consentsRevoked: 1,
      notificationsQueued: 2,
    });
    expect(await end('--keep-session')).toMatchObject({ sessionsRemoved: 0, tokensRevoked: 1 });
    expect(await end('--no-tokens')).toMatchObject({ tokensRevoked: 0, consentsRevoked: 1 });
    expect(await end('--no-consents')).toMatchObject({ tokensRevoked: 1, consentsRevoked: 0 });
    expect(await end('--no-notify')).toMatchObject({ notificationsQueued: 0 });
    expect(await end('--client', 'shop')).toMatchObject({ tokensRevoked: 0, notificationsQueued: 0 });
    expect(await end('--except-session', 'F1')).toMatchObject({ sessionsRemoved: 1 });
    expect(await end('--session', 'F1')).toMatchObject({ sessionsRemoved: 1, consentsOutOfReach: 1 });
    expect(await end('--bff-partition', 'portal')).toMatchObject({ bffSessionsRemoved: 1 });
  });
});

describe('deliveries', () => {
  it('are listed, and sent again one by one or all that are dead', async () => {
    await scene.signIn('told', 'T1');
    await scene.signIn('told', 'T2');
    await json('end', '--subject', 'told', '--yes');
    const listed = async (...args: string[]) => (await json('deliveries', '--subject', 'told', ...args)).results;
    const [delivery, ...others] = await listed('--client', 'web', '--pending');
    expect([delivery, others]).toMatchObject([{ status: 'pending', clientId: 'web' }, [{ subjectId: 'told' }]]);
    expect(await scene.console.run('deliveries', '--subject', 'told', '--delivered')).toMatchObject({
      code: 1,
      out: '',
    });
    expect((await scene.console.run('deliveries', '--subject', 'told')).out).toContain(delivery.id);
    expect(await scene.console.run('redeliver', delivery.id)).toMatchObject({
      code: 0,
      out: expect.stringContaining('On its way'),
    });
    expect(await json('redeliver', delivery.id)).toMatchObject({ id: delivery.id, status: 'pending' });
    expect((await scene.console.run('redeliver', 'nobody')).code).toBe(1);

    expect(await scene.console.run('redeliver', '--client', 'web', '--dead')).toMatchObject({ code: 1, out: '' });
    // A client that is disabled makes what is due dead at once.
    await scene.call('PUT', '/v1/clients/web', { enabled: false, backChannelLogoutUri: 'http://127.0.0.1:9/' });
    for (const { id } of [delivery, ...others]) await json('redeliver', id);
    await expect
      .poll(
        () =>
          scene.console
            .run('deliveries', '--subject', 'told', '--dead', '--json')
            .then(({ out }) => JSON.parse(out).results.length),
        { timeout: 30_000, interval: 500 },
      )
      .toBe(2);
    const { code, out, err } = await scene.console.run('redeliver', '--client', 'web', '--dead');
    expect([code, out, err]).toEqual([
      0,
      expect.stringMatching(/^\d+ deliveries on the way\.\n$/),
      expect.stringContaining('Deliveries 1 of '),
    ]);
    expect(out).not.toMatch(/^[01] /);
  });
});
