'use client';

// By this name Next finds it; what it shows is with the other parts of pages.
export { ErrorPage as default } from '@/app/_ui/ErrorPage.client';
