/** What a webhook can be told of. All of it is known to everyone of the course. */
export const WEBHOOK_EVENTS = [
  'announcement.posted',
  'leader.changed',
  'competition.closed',
  'competition.revealed',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface WebhookMessage {
  readonly course: { readonly slug: string; readonly title: string };
  /** null: the test message. */
  readonly assignment: { readonly slug: string; readonly title: string; readonly url: string } | null;
  /** What is particular to the event. */
  readonly data: Readonly<Record<string, string | number | null>>;
  /** The whole message as one line of plain text. */
  readonly text: string;
}

const TEXT_MAX = 1_800;

/**
 * The JSON that is sent. `text` is what Slack shows, `content` what Discord shows; names in it can call nobody: `<!channel>`
 * loses its brackets, and Discord is told to look for no mentions.
 */
export function webhookBody(event: WebhookEvent | 'test', at: Date, message: WebhookMessage): string {
  const text = message.text.replaceAll('<', '‹').replaceAll('>', '›').slice(0, TEXT_MAX);
  return JSON.stringify({
    event,
    at: at.toISOString(),
    course: message.course,
    assignment: message.assignment,
    data: message.data,
    text,
    content: text,
    allowed_mentions: { parse: [] },
  });
}
