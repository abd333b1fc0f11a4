import { createHash, createHmac } from 'node:crypto';

/** A request as it arrived. */
interface Arrived {
  readonly method: string;
  /** Below the origin, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const encoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * What the `authorization` of a request must be for this secret, computed from what arrived: signature version 4, as
 * docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html describes it. The date, the scope and
 * the names of the signed headers are taken from the request.
 */
export const authorizationOf = ({ method, url, headers, body }: Arrived, secretAccessKey: string): string => {
  const said = String(headers['authorization']);
  const [, id = '', scope = '', signed = ''] = /Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+),/.exec(said) ?? [];
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const canonical = [
    method,
    pathname.split('/').map(encoded).join('/'),
    [...searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .toSorted()
      .join('&'),
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', String(headers['x-amz-date']), scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  return `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
};
