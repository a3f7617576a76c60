import { answerRest } from '@/app/api/_http/rest';

/** Every operation of the REST API (lib/api/operations.ts). */
export const GET = answerRest;
export const HEAD = answerRest;
export const POST = answerRest;
export const PUT = answerRest;
export const PATCH = answerRest;
export const DELETE = answerRest;
