import { SMTPServer } from 'smtp-server';

interface Received {
  readonly to: string;
  readonly text: string;
}

const received: Received[] = [];
/** Before a message is answered. */
let gate: Promise<void> = Promise.resolve();
let open: () => void = () => undefined;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => void answer(Buffer.concat(chunks).toString()));
    const answer = async (text: string): Promise<void> => {
      mailServer.held += 1;
      await gate;
      mailServer.held -= 1;
      const isFull = mailServer.refusesAfter !== null && received.length >= mailServer.refusesAfter;
      if (mailServer.refuses || isFull)
        return done(Object.assign(new Error('come back later'), { responseCode: 451 }));
      const to = session.envelope.rcptTo.map((each) => each.address).join();
      received.push({ to, text });
      done();
    };
  },
});

/** A real mail server of a test's own, on this machine alone; the environment names it. */
export const mailServer = {
  received,
  /** Answers every mail with a temporary failure. */
  refuses: false,
  /** Answers so once it has taken this many; null: never. */
  refusesAfter: null as number | null,
  /** Messages that are not answered yet. */
  held: 0,
  /** From now on answers no message until it is told to. */
  hold: () => {
    gate = new Promise((resolve) => (open = resolve));
  },
  letGo: () => open(),
  close: () => new Promise<void>((resolve) => server.close(() => resolve())),
};

await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
const address = server.server.address();
process.env.SADDLEPOINT_SMTP_URL = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
process.env.SADDLEPOINT_MAIL_FROM = 'Course <course@example.edu>';
