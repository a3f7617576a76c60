import { cache } from 'react';
import 'server-only';
import { pageShare } from '@/lib/platform/rendering/renderer';

/** The time of rendering that this request has for all its texts. */
export const requestShare = cache(pageShare);
