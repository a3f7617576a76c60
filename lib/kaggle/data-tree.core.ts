interface DataFile {
  /** Inside the competition's data, e.g. `train/0001.npy`. */
  readonly path: string;
  readonly bytes: number;
  readonly createdAt: Date;
}

/** What lies directly in a folder of the data, as the protocol's ApiDirectoryContent. `folder`: empty for the top. */
export function folderOf(files: readonly DataFile[], folder: string) {
  const base = folder.split('/').filter(Boolean);
  const below = files
    .map((file) => ({ file, parts: file.path.split('/') }))
    .filter(({ parts }) => parts.length > base.length && base.every((part, index) => parts[index] === part))
    .map(({ file, parts }) => ({ file, rest: parts.slice(base.length) }));
  const here = below.filter(({ rest }) => rest.length === 1);
  const names = new Set(below.filter(({ rest }) => rest.length > 1).map(({ rest }) => rest[0] ?? ''));
  const directories = [...names].map((name) => {
    const inside = below.filter(({ rest }) => rest[0] === name && rest.length > 1);
    const totalFiles = inside.filter(({ rest }) => rest.length === 2).length;
    const totalDirectories = new Set(inside.filter(({ rest }) => rest.length > 2).map(({ rest }) => rest[1]))
      .size;
    return {
      name,
      relativeUrl: [...base, name].join('/'),
      totalDirectories,
      totalFiles,
      totalChildren: totalDirectories + totalFiles,
    };
  });
  return {
    directories,
    files: here.map(({ file, rest }) => ({
      name: rest[0] ?? '',
      creationDate: file.createdAt.toISOString(),
      totalBytes: file.bytes,
      relativeUrl: file.path,
    })),
    totalChildren: directories.length + here.length,
    totalDirectories: directories.length,
    totalFiles: here.length,
  };
}

/** How many files there are of each kind, as the protocol's ApiFileSummaryInfo. */
export function summaryOf(files: readonly DataFile[]) {
  const kinds = new Map<string, { fileCount: number; totalSize: number }>();
  for (const { path, bytes } of files) {
    const extension = /\.[^./]+$/.exec(path)?.[0] ?? '';
    const kind = kinds.get(extension) ?? { fileCount: 0, totalSize: 0 };
    kinds.set(extension, { fileCount: kind.fileCount + 1, totalSize: kind.totalSize + bytes });
  }
  return {
    totalFileCount: files.length,
    fileTypes: [...kinds].map(([extension, kind]) => ({ extension, ...kind })),
  };
}
