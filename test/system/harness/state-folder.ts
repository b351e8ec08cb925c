/**
 * The state of a stopped service: its SQLite files, to search as bytes or to change as rows. Guarantees: each folder is
 * new, and gone at the end of the process.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edge-sessions-system-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface StateFile {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Every file below the folder, write-ahead logs included. */
export const filesOf = (folder: string): readonly StateFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));

/** The databases of the objects that have a table of this name, and rows in it. */
export function* objectsWith(folder: string, table: string): Generator<DatabaseSync> {
  for (const { path } of filesOf(folder)) {
    if (!path.endsWith('.sqlite')) continue;
    const db = new DatabaseSync(path);
    try {
      const known = db.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table);
      if (known && db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get()) yield db;
    } finally {
      db.close();
    }
  }
}

/** The database of the object that holds the session with this public id. */
export function inObjectOf<T>(folder: string, id: string, work: (db: DatabaseSync) => T): T {
  for (const db of objectsWith(folder, 's')) {
    if (db.prepare('SELECT 1 FROM s WHERE id = ?').get(id)) return work(db);
  }
  throw new Error(`no object has ${id}`);
}

export const envelopeOf = (folder: string, id: string): Buffer =>
  inObjectOf(folder, id, (db) => {
    const row = db.prepare('SELECT envelope FROM s WHERE id = ?').get(id) as { envelope: Uint8Array };
    return Buffer.from(row.envelope);
  });

export const setEnvelope = (folder: string, id: string, envelope: Uint8Array): void =>
  inObjectOf(folder, id, (db) => {
    db.prepare('UPDATE s SET envelope = ? WHERE id = ?').run(envelope, id);
  });
