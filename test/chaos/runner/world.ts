/**
 * One chaos world: the Worker of this suite, bundled from source (with a mutation, if one is given), in a real workerd with
 * real objects and a real, empty D1 that has the schema of `migrations/`. Guarantees: worlds share nothing.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { convertV4MiniflareOptions, Miniflare } from 'miniflare';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export interface World {
  /** The answer of the Worker's driver, as JSON. */
  ask<T>(path: string): Promise<T>;
  end(): Promise<void>;
}

export async function bundleWorker(plugins: Plugin[] = []): Promise<string> {
  const built = await build({
    entryPoints: [here('../worker.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*', 'node:*'],
    plugins,
    logLevel: 'silent',
  });
  const [output] = built.outputFiles;
  if (!output) throw new Error('esbuild made nothing');
  return output.text;
}

export async function startWorld(script?: string): Promise<World> {
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: [{ type: 'ESModule', path: 'worker.js', contents: script ?? (await bundleWorker()) }],
      compatibilityDate: '2026-10-20',
      d1Databases: { INDEX: 'index' },
      durableObjects: { SUBJECTS: { className: 'ChaosSubject', useSQLite: true } },
      cf: false,
    }),
  );
  const world: World = {
    async ask<T>(path: string): Promise<T> {
      const answer = await miniflare.dispatchFetch(`http://chaos${path}`);
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    end: () => miniflare.dispose(),
  };
  await migrate(await miniflare.getD1Database('INDEX'));
  return world;
}

async function migrate(db: D1Database): Promise<void> {
  const folder = here('../../../migrations');
  const files = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  for (const file of files.sort()) {
    for (const statement of readFileSync(`${folder}/${file}`, 'utf8').split('--> statement-breakpoint')) {
      await db.prepare(statement).run();
    }
  }
}

type D1Database = Awaited<ReturnType<Miniflare['getD1Database']>>;
