import { createServer } from 'node:http';
import { fillFramesAt } from '../sandbox/fills.ts';
import { framesOf } from '../sandbox/frames.ts';

/** The loopback provider of the bench, in a process of its own so that it does not share the measured one's thread. */
const words = Number(process.argv[2]);
const speech = { text: 'word '.repeat(words), usage: { input: 1_000, output: words } };
const model = 'gpt-4.1-mini';
const [role = '', first = '', ...rest] = framesOf['openai-chat'](speech, model);
// The role and the first word leave together: apart, it is chance whether a client sees them in one turn of its loop or two.
const chat = [role + first, ...rest].map((frame) => Buffer.from(frame));
const gap = fillFramesAt('/v1/completions')?.(speech, model).map((frame) => Buffer.from(frame)) ?? [];

const server = createServer((request, response) => {
  const frames = request.url?.endsWith('/chat/completions') ? chat : gap;
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'bench' });
    // One frame a turn of the event loop, as providers send them: words, not whole answers.
    const send = (next: number): void => {
      const frame = frames[next];
      if (!frame) {
        response.end();
        return;
      }
      response.write(frame);
      setImmediate(send, next + 1);
    };
    send(0);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));
