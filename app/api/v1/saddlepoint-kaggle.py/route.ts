/** The launcher under a name that Python can't import; it was handed out under it before. */
export { GET } from '@/app/api/v1/saddlepoint_kaggle.py/route';
