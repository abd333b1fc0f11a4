import { crc32 } from 'node:zlib';

/** Amazon's event stream: frames of headers and a body, each with two checksums (smithy.io, "Amazon Event Stream"). */

type Names = Readonly<Record<string, string>>;

/** One frame; every header is a string, as Bedrock sends them. */
export const frameOf = (headers: Names, body: string): Uint8Array => {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const size = Buffer.alloc(3);
      size.writeUInt8(7);
      size.writeUInt16BE(Buffer.byteLength(value), 1);
      return Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), size, Buffer.from(value)]);
    }),
  );
  const content = Buffer.from(body);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + head.length + content.length);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, head, content]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
};

/** The same frame with another body. */
export const withBody = (frame: Uint8Array, change: (body: string) => string): Uint8Array => {
  const bytes = Buffer.from(frame);
  const end = 12 + bytes.readUInt32BE(4);
  return frameOf(headersIn(bytes.subarray(12, end)), change(bytes.subarray(end, -4).toString('utf8')));
};

const headersIn = (head: Buffer): Names => {
  const headers: Record<string, string> = {};
  for (let at = 0; at < head.length;) {
    const name = head.subarray(at + 1, at + 1 + head.readUInt8(at)).toString('utf8');
    const value = at + 2 + Buffer.byteLength(name) + 2;
    const end = value + head.readUInt16BE(value - 2);
    headers[name] = head.subarray(value, end).toString('utf8');
    at = end;
  }
  return headers;
};

/** An event of Bedrock's. */
export const eventOf = (type: string, value: unknown): Uint8Array =>
  frameOf(
    { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' },
    JSON.stringify(value),
  );

/** An exception in the middle of a stream. */
export const exceptionOf = (type: string, value: unknown): Uint8Array =>
  frameOf(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    JSON.stringify(value),
  );

/** Frames written down, one on each line: its kind, the type of the event or exception, and the JSON of its body. */
export const framesOf = (lines: string): Uint8Array =>
  Buffer.concat(
    lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [, kind = '', type = '', body = ''] = /^(event|exception) (\w+) (\{.*\})$/.exec(line) ?? [];
        if (kind === '') throw new Error(`no frame: ${line}`);
        return frameOf({ [`:${kind}-type`]: type, ':content-type': 'application/json', ':message-type': kind }, body);
      }),
  );
