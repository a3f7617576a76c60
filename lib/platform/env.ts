import path from 'node:path';
import { parseProxies } from '@/lib/platform/client-address.core';
import { projectRoot } from '@/lib/platform/root';
import { z } from 'zod';

/** The environment, read once and checked. Nothing else in `lib` reads `process.env`. */
const schema = z.object({
  PORT: z.coerce.number().int().min(1).max(65535).default(3000),
  SADDLEPOINT_DATA: z.string().min(1).default('./.saddlepoint'),
  DATABASE_URL: z.url().optional(),
  SADDLEPOINT_URL: z.url().optional(),
  SADDLEPOINT_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  SADDLEPOINT_SECRET: z.string().min(32).optional(),
  SADDLEPOINT_DEMO: z.enum(['0', '1']).default('0'),
  SADDLEPOINT_OIDC_ISSUER: z.url().optional(),
  SADDLEPOINT_OIDC_CLIENT_ID: z.string().optional(),
  SADDLEPOINT_OIDC_CLIENT_SECRET: z.string().optional(),
  SADDLEPOINT_OIDC_NAME: z.string().default('School account'),
  /** A claim that holds the student ID, where the provider has one. */
  SADDLEPOINT_OIDC_STUDENT_ID_CLAIM: z.string().optional(),
  /** e.g. smtp://user:password@mail.example.edu:587; without it no e-mail is sent. */
  SADDLEPOINT_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** The sender, e.g. "Machine Learning <ml@example.edu>". */
  SADDLEPOINT_MAIL_FROM: z.string().min(3).optional(),
  /** 1: webhooks may lead to this machine itself, also over http. */
  SADDLEPOINT_WEBHOOK_LOOPBACK: z.enum(['0', '1']).default('0'),
  /**
   * Origins of learning-management systems that may say who somebody is (LTI 1.3), separated by spaces, e.g.
   * "https://canvas.example.edu https://sso.canvaslms.com". Empty: LTI is off. No other address is asked.
   */
  SADDLEPOINT_LTI_ORIGINS: z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((each) => each !== ''))
    .pipe(z.array(z.url({ protocol: /^https?$/ }).transform((each) => new URL(each).href))),
  /** Requests of the REST API one person may make in a minute: those that read, and those that change something. */
  SADDLEPOINT_API_READS: z.coerce.number().int().min(1).default(600),
  SADDLEPOINT_API_WRITES: z.coerce.number().int().min(1).default(60),
  /** Seconds one statement of a request may take in the database; a worker's may take six times as long. */
  SADDLEPOINT_STATEMENT_SECONDS: z.coerce.number().int().min(1).default(20),
  /** What this process is. The start command tells its children; nobody else sets it. */
  SADDLEPOINT_PROCESS: z.enum(['command', 'web', 'worker']).default('command'),
  /** The same over the whole site, its pages' own requests and server actions too; each web process counts for itself. */
  SADDLEPOINT_PERSON_READS: z.coerce.number().int().min(1).default(1_200),
  SADDLEPOINT_PERSON_WRITES: z.coerce.number().int().min(1).default(600),
  /** Requests in a minute from one address that nobody is signed in for; a campus may share one address. */
  SADDLEPOINT_ANONYMOUS_REQUESTS: z.coerce.number().int().min(1).default(6_000),
  /** Addresses or ranges of proxies whose X-Forwarded-For is believed. */
  SADDLEPOINT_TRUSTED_PROXIES: z
    .string()
    .default('127.0.0.0/8 ::1')
    .transform((text, context) => {
      try {
        return parseProxies(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'name addresses or ranges, e.g. 10.0.0.0/8' });
        return z.NEVER;
      }
    }),
  /** What one person may have stored in one course, and all of a course together, in MB of 1,000,000 bytes. */
  SADDLEPOINT_PERSON_MB: z.coerce.number().int().min(1).default(5_000),
  SADDLEPOINT_COURSE_MB: z.coerce.number().int().min(1).default(500_000),
  /** Archives one person may hand in for one assignment. */
  SADDLEPOINT_HANDIN_VERSIONS: z.coerce.number().int().min(1).default(50),
  /** Days for which a prediction file with problems, or a bundle that was read, is kept. */
  SADDLEPOINT_REFUSED_DAYS: z.coerce.number().int().min(1).default(14),
  /** MB of the disk that uploads never use: below it the site goes on with reading alone. */
  SADDLEPOINT_DISK_RESERVE_MB: z.coerce.number().int().min(0).default(500),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  NODE_ENV: z.string().optional(),
});

/** The names of all variables that are read. `.env.example` lists each; a test compares. */
export const environmentNames: readonly string[] = Object.keys(schema.shape);

export type Env = z.infer<typeof schema> & {
  readonly dataDir: string;
  /** Where people reach the site; no trailing slash. */
  readonly publicUrl: string;
};

let cached: Env | undefined;

/** Throws with every wrong variable named when the environment does not fit. */
export function env(): Env {
  if (cached) return cached;
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${lines.join('\n')}`);
  }
  cached = {
    ...parsed.data,
    dataDir: path.resolve(projectRoot(), parsed.data.SADDLEPOINT_DATA),
    publicUrl: (parsed.data.SADDLEPOINT_URL ?? `http://localhost:${parsed.data.PORT}`).replace(/\/+$/, ''),
  };
  return cached;
}
