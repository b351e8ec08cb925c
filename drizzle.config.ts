/** `npx drizzle-kit generate --name <what>`: writes a migration from the schema. Review it by hand; wrangler applies it. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({ dialect: 'sqlite', schema: './src/index-d1/schema.ts', out: './migrations' });
