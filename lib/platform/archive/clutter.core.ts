/**
 * What file managers, editors and version control leave in a folder and nobody means to send: resource forks (`__MACOSX`,
 * `._name`), `.DS_Store`, `Thumbs.db`, `.git`, caches of Python and Jupyter, locks of open Office documents.
 */
const CLUTTER =
  /(^|\/)(__MACOSX\/|\._[^/]*$|\.DS_Store$|Thumbs\.db$|ehthumbs\.db$|desktop\.ini$|\.git(\/|ignore$|attributes$)|\.svn\/|\.hg\/|__pycache__\/|[^/]*\.py[co]$|\.ipynb_checkpoints\/|\.pytest_cache\/|\.mypy_cache\/|\.ruff_cache\/|\.vscode\/|\.idea\/|\.Spotlight-V100\/|\.Trashes\/|\.fseventsd\/|~\$[^/]*$)/i;

export function isClutter(path: string): boolean {
  return CLUTTER.test(path);
}
