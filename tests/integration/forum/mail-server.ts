import { SMTPServer } from 'smtp-server';

interface Received {
  readonly to: string;
  readonly text: string;
}

const received: Received[] = [];

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (mailServer.refuses) return done(Object.assign(new Error('come back later'), { responseCode: 451 }));
      const to = session.envelope.rcptTo.map((each) => each.address).join();
      received.push({ to, text: Buffer.concat(chunks).toString() });
      done();
    });
  },
});

/** A real mail server of a test's own, on this machine alone; the environment names it. */
export const mailServer = {
  received,
  /** Answers every mail with a temporary failure. */
  refuses: false,
  close: () => new Promise<void>((resolve) => server.close(() => resolve())),
};

await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
const address = server.server.address();
process.env.SADDLEPOINT_SMTP_URL = `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
process.env.SADDLEPOINT_MAIL_FROM = 'Course <course@example.edu>';
