/** What an upload is to become. */
export type Purpose = 'prediction' | 'handin' | 'file' | 'bundle';

/** Whose upload it is and what it is for. */
export interface UploadTarget {
  readonly userId: string;
  readonly courseId: string;
  /** null: a bundle, which is the course's. */
  readonly assignmentId: string | null;
  readonly purpose: Purpose;
}

/**
 * Bytes that have arrived whole: in a file that no handle writes any more, hashed, with the database's time of their last
 * byte. They stay until something has been made of them, or they were refused for good.
 */
export interface SealedUpload {
  readonly uploadId: string;
  /** Where the file lies. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  /** As the uploader called it. */
  readonly fileName: string;
  /** Deadline, day and order are judged by it, whenever what comes after succeeds. */
  readonly receivedAt: Date;
}

/** Unfinished uploads last this long. */
export const RECEIVING_MS_MAX = 2 * 3_600_000;
/** Uploads that have all their bytes, and what became of them. */
export const COMPLETE_MS_MAX = 7 * 24 * 3_600_000;
