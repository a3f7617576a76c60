import { z } from 'zod';

/** What a backup says of itself: `manifest.json`, the last member of the archive. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/);

const table = z.strictObject({
  name,
  columns: z.array(name).min(1),
  rows: z.number().int().min(0),
  /** SHA-256 of the member `tables/<name>.copy`. */
  sha256: hash,
});

export const manifestSchema = z.strictObject({
  format: z.literal('saddlepoint-backup'),
  formatVersion: z.literal(1),
  /** Of the program that wrote it. */
  version: z.string(),
  /** By the database's clock: the instant everything in here is of. */
  madeAt: z.iso.datetime(),
  /** Applied migrations, oldest first. */
  migrations: z.array(z.string().regex(/^[A-Za-z0-9_]+$/)),
  tables: z.array(table),
  sequences: z.array(
    z.strictObject({ table: name, column: name, last: z.string().regex(/^-?\d+$/), isCalled: z.boolean() }),
  ),
  /** Jobs that waited or were under way; null where no queue was laid out. */
  queue: z
    .strictObject({
      /** Of the queue's own tables. */
      version: z.number().int(),
      columns: z.array(name).min(1),
      rows: z.number().int().min(0),
      sha256: hash,
    })
    .nullable(),
  /** SHA-256 of `secrets.json`. */
  secretsSha256: hash,
  /** Members `files/<first two digits>/<the rest of the SHA-256>`. */
  files: z.strictObject({ count: z.number().int().min(0), bytes: z.number().int().min(0) }),
  /** Files that rows name and that were not there, or not what their name says, when the backup was made. */
  missing: z.array(hash),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const MANIFEST = 'manifest.json';
export const SECRETS = 'secrets.json';
export const QUEUE = 'queue/job.copy';
export const tableMember = (table: string): string => `tables/${table}.copy`;
export const fileMember = (sha256: string): string => `files/${sha256.slice(0, 2)}/${sha256.slice(2)}`;

/** The hash in the name of a file's member; null for other members. */
export function hashOfMember(member: string): string | null {
  const match = /^files\/([0-9a-f]{2})\/([0-9a-f]{62})$/.exec(member);
  return match ? `${match[1]}${match[2]}` : null;
}

/** What is counted as a backup or a restore goes on. */
export interface Step {
  readonly phase: 'tables' | 'files' | 'verify';
  readonly done: number;
  readonly total: number;
}
/** Told of every step; awaited, so that what it does happens in between. */
export type OnStep = (step: Step) => void | Promise<void>;
