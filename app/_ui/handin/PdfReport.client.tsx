'use client';

import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';

const PAGES_MAX = 30;
const IMAGE_PIXELS_MAX = 25_000_000;
/** Canvas pixels a CSS pixel at most; more only costs memory. */
const SCALE_MAX = 2;

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'broken' }
  | { readonly state: 'shown'; readonly document: PDFDocumentProxy };

/**
 * A report as pictures of its pages: its bytes are read by a worker of this site's own, its scripts, forms, links and
 * attachments are never run or drawn (there is no layer for them), and nothing else is fetched for it. The text goes along
 * for screen readers.
 */
export function PdfReport({ address, name }: { readonly address: string; readonly name: string }) {
  const t = useTranslations('review.pdf');
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  useEffect(() => {
    let isGone = false;
    const opening = open(address);
    opening.then(
      ({ document }) => (isGone ? undefined : setLoaded({ state: 'shown', document })),
      () => (isGone ? undefined : setLoaded({ state: 'broken' })),
    );
    return () => {
      isGone = true;
      opening.then(
        ({ close }) => close(),
        () => undefined, // it never opened
      );
    };
  }, [address]);
  if (loaded.state === 'loading') return <p className="text-sm text-muted">{t('loading')}</p>;
  if (loaded.state === 'broken')
    return (
      <p role="alert" className="text-sm text-bad">
        {t('broken')}
      </p>
    );
  const count = Math.min(loaded.document.numPages, PAGES_MAX);
  return (
    <div className="max-h-[80dvh] space-y-3 overflow-y-auto" tabIndex={0} role="group" aria-label={name}>
      {Array.from({ length: count }, (_, at) => (
        <PdfPage key={at} document={loaded.document} number={at + 1} />
      ))}
      {loaded.document.numPages > count ? (
        <p className="text-sm text-muted">{t('cut', { count: loaded.document.numPages - count })}</p>
      ) : null}
    </div>
  );
}

const partsOf = (kind: string): string => new URL(`/api/pdf-parts/${kind}/`, window.location.href).href;

async function open(
  address: string,
): Promise<{ readonly document: PDFDocumentProxy; readonly close: () => void }> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the report was not sent: ${response.status}`);
  const data = await response.arrayBuffer();
  const pdfjs = await import('pdfjs-dist');
  const port = new Worker(new URL('pdfjs-dist/build/pdf.worker.min.mjs', import.meta.url), {
    type: 'module',
  });
  const worker = pdfjs.PDFWorker.create({ port });
  const task = pdfjs.getDocument({
    data,
    worker,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false, // the page's policy lets no WebAssembly run; the decoders' plain script is taken instead
    cMapUrl: partsOf('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: partsOf('fonts'),
    wasmUrl: partsOf('decoders'),
    useWorkerFetch: true,
    maxImageSize: IMAGE_PIXELS_MAX,
    verbosity: 0,
  });
  const close = (): void => {
    void task.destroy().finally(() => {
      worker.destroy();
      port.terminate();
    });
  };
  try {
    return { document: await task.promise, close };
  } catch (error) {
    close();
    throw error;
  }
}

function PdfPage({ document, number }: { readonly document: PDFDocumentProxy; readonly number: number }) {
  const t = useTranslations('review.pdf');
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState('');
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    const target = canvas.current;
    if (!target) return undefined;
    let cancel = (): void => undefined;
    let isGone = false;
    const draw = async (): Promise<void> => {
      const page = await document.getPage(number);
      if (isGone) return;
      const drawing = drawPage(page, target);
      cancel = drawing.cancel;
      drawing.done.catch(() => (isGone ? undefined : setBroken(true)));
      const { items } = await page.getTextContent();
      if (!isGone) setText(items.map((item) => ('str' in item ? item.str : '')).join(' '));
    };
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      draw().catch(() => (isGone ? undefined : setBroken(true)));
    });
    watch.observe(target);
    return () => {
      isGone = true;
      watch.disconnect();
      cancel();
    };
  }, [document, number]);
  return (
    <figure className="relative mx-auto max-w-3xl">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('page', { number })}
        className="min-h-40 w-full rounded border border-line bg-white"
      />
      {isBroken ? (
        <p role="alert" className="absolute inset-x-4 top-4 text-sm text-bad">
          {t('pageBroken', { number })}
        </p>
      ) : null}
      <figcaption className="sr-only">{text}</figcaption>
    </figure>
  );
}

/** `done` is rejected where the page can't be drawn. */
function drawPage(
  page: PDFPageProxy,
  canvas: HTMLCanvasElement,
): { readonly done: Promise<void>; readonly cancel: () => void } {
  const plain = page.getViewport({ scale: 1 });
  const pixels = canvas.clientWidth * Math.min(window.devicePixelRatio || 1, SCALE_MAX);
  const viewport = page.getViewport({ scale: Math.min(pixels / plain.width, 4) });
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.min(Math.floor(viewport.height), 8_000);
  // 0: no annotations, of which links, forms and scripts are kinds.
  const task = page.render({ canvas, viewport, annotationMode: 0 });
  return { done: task.promise, cancel: () => task.cancel() };
}
