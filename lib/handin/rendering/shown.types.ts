import type { ImageType } from '@/lib/platform/rendering/image.core';

/** The colours of a terminal that are kept; what a page makes of each is its own matter. */
export const TERMINAL_COLORS = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
] as const;
export type TerminalColor = (typeof TERMINAL_COLORS)[number];

/** A run of text of one look. Plain text: nothing in it is markup. */
export interface TextSpan {
  readonly text: string;
  readonly color: TerminalColor | null;
  readonly bold: boolean;
}

/** Why an output is named instead of shown. */
export type HiddenReason =
  'image_type' | 'image_broken' | 'image_too_large' | 'outputs_too_large' | 'unknown_type';

export type ShownOutput =
  | {
      readonly kind: 'text';
      readonly spans: readonly TextSpan[];
      readonly isError: boolean;
      /** Characters left out in the middle, where a mark stands; 0: none. */
      readonly cutChars: number;
    }
  | {
      readonly kind: 'image';
      readonly mime: ImageType;
      /** Standard base64, checked. */
      readonly base64: string;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: 'hidden'; readonly reason: HiddenReason; readonly type: string };

export interface ShownCell {
  readonly kind: 'code' | 'markdown' | 'raw';
  readonly source: string;
  /** null: never run. */
  readonly executionCount: number | null;
  readonly outputs: readonly ShownOutput[];
}

export type ShownBody =
  | { readonly kind: 'code'; readonly language: string; readonly source: string }
  | {
      readonly kind: 'notebook';
      readonly language: string;
      readonly cells: readonly ShownCell[];
      /** Cells left out at the end; 0: none. */
      readonly cutCells: number;
    }
  | { readonly kind: 'markdown'; readonly source: string }
  | { readonly kind: 'report' }
  | { readonly kind: 'none'; readonly reason: 'too_large' | 'not_text' };

/** One file of an archive, ready to be shown. */
export interface ShownFile {
  /** Its place among the archive's files, from 0. */
  readonly index: number;
  readonly path: string;
  readonly bytes: number;
  readonly body: ShownBody;
}
