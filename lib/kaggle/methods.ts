import { boards } from '@/lib/kaggle/methods/boards';
import { data } from '@/lib/kaggle/methods/data';
import { discussion } from '@/lib/kaggle/methods/discussion';
import { elsewhere } from '@/lib/kaggle/methods/elsewhere';
import { listing } from '@/lib/kaggle/methods/listing';
import { ownSubmissions } from '@/lib/kaggle/methods/own-submissions';
import { submitting } from '@/lib/kaggle/methods/submitting';
import type { Methods } from '@/lib/kaggle/method';

/** The methods of the public client's competition service, by name (docs/kaggle-client.md). */
export const METHODS: Methods = {
  ...listing,
  ...data,
  ...submitting,
  ...ownSubmissions,
  ...boards,
  ...discussion,
  ...elsewhere,
};
