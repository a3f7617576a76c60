import type { Element, ElementContent, Root, RootContent } from 'hast';

/** Before the id of every heading, so that "# Content" in a course's text is not the page's own `#content`. */
const HEADING_PREFIX = 'section-';
/** remark-rehype puts it before the ids of footnotes, and the links to them. */
const FOOTNOTE_PREFIX = 'user-content-';

/**
 * A rehype step for what the sanitizer does not do: links to other sites tell them nothing of this one and gain nothing from
 * it; links inside the page find its headings; wide tables scroll in a box of their own that the keyboard reaches;
 * the boxes of a task list have names.
 */
export function rehypeReadable() {
  return (tree: Root): void => {
    tree.children = tree.children.map((child) => wrapTables(child) as RootContent);
    visit(tree, improve);
  };
}

function improve(node: Element): void {
  const { tagName, properties } = node;
  if (tagName === 'a' && typeof properties.href === 'string') {
    if (/^https?:/i.test(properties.href)) properties.rel = ['nofollow', 'noopener', 'noreferrer'];
    properties.href = insideLink(properties.href);
  } else if (/^h[1-6]$/.test(tagName) && typeof properties.id === 'string') {
    if (!properties.id.startsWith(FOOTNOTE_PREFIX)) properties.id = HEADING_PREFIX + properties.id;
  } else if (tagName === 'img') {
    properties.loading = 'lazy';
    properties.referrerPolicy = 'no-referrer';
  } else if (tagName === 'li') {
    nameTask(node);
  }
}

function insideLink(href: string): string {
  if (!href.startsWith('#') || href === '#' || href.startsWith(`#${FOOTNOTE_PREFIX}`)) return href;
  return `#${HEADING_PREFIX}${href.slice(1)}`;
}

function nameTask(item: Element): void {
  const holders = [item, ...item.children.filter((child) => child.type === 'element')];
  for (const child of holders.flatMap((holder) => holder.children))
    if (child.type === 'element' && child.tagName === 'input')
      child.properties.ariaLabel = textOf(item).trim().slice(0, 200);
}

function wrapTables(node: RootContent | ElementContent): RootContent | ElementContent {
  if (node.type !== 'element') return node;
  node.children = node.children.map((child) => wrapTables(child) as ElementContent);
  if (node.tagName !== 'table') return node;
  return {
    type: 'element',
    tagName: 'div',
    properties: { className: ['table-scroll'], tabIndex: 0 },
    children: [node],
  };
}

function visit(node: Root | Element, act: (element: Element) => void): void {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    act(child);
    visit(child, act);
  }
}

function textOf(node: Element): string {
  return node.children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child) : ''))
    .join('');
}
