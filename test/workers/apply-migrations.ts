/**
 * Runs before every file of the `workers` project. Guarantees: the file's own D1 (storage is per file) has the schema of
 * `migrations/`. Relies on the binding TEST_MIGRATIONS of vitest.config.ts.
 */
import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

const { INDEX, TEST_MIGRATIONS } = env as unknown as { INDEX: D1Database; TEST_MIGRATIONS: D1Migration[] };

await applyD1Migrations(INDEX, TEST_MIGRATIONS);
