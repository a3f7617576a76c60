import { normaliseLogin } from '@/lib/identity/login.core';
import { db } from '@/lib/platform/database/client';
import type { User } from '@/lib/platform/prisma-client/client';

/** The account of a student ID or e-mail address, in any case and with blanks around; null when there is none. */
export async function userByLogin(login: string): Promise<User | null> {
  const value = normaliseLogin(login);
  if (value === '') return null;
  return db().user.findUnique({ where: value.includes('@') ? { email: value } : { studentId: value } });
}
