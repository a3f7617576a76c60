import type { Root, RootContent } from 'mdast';

/** A remark step: `<br>`, the only way to a second line in a cell of a table, is a line break; other HTML is dropped later. */
export function remarkLineBreaks() {
  return (tree: Root): void => breakIn(tree);
}

function breakIn(parent: { children: RootContent[] }): void {
  parent.children = parent.children.map((child): RootContent => {
    if (child.type === 'html' && /^<br\s*\/?>$/i.test(child.value)) return { type: 'break' };
    if ('children' in child) breakIn(child as { children: RootContent[] });
    return child;
  });
}
