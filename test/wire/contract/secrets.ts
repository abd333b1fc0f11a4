import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { inspect } from 'node:util';
import { openCounterpart, type Counterpart, type Exchange } from './counterpart.ts';
import type { Subject } from './subject.ts';
import { eventsOf, failureOf, key, prompt, talk } from './talk.ts';

/** Every variable the SDKs look at, set to what would do harm. */
const hostile = (trap: string, folder: string): Readonly<Record<string, string>> => ({
  OPENAI_API_KEY: 'sk-hostile-openai',
  OPENAI_ADMIN_KEY: 'sk-hostile-admin',
  OPENAI_BASE_URL: `${trap}/v1`,
  OPENAI_ORG_ID: 'org-hostile',
  OPENAI_PROJECT_ID: 'proj-hostile',
  OPENAI_WEBHOOK_SECRET: 'hostile-webhook',
  OPENAI_CUSTOM_HEADERS: 'x-hostile: openai',
  OPENAI_LOG: 'debug',
  ANTHROPIC_API_KEY: 'sk-hostile-anthropic',
  ANTHROPIC_AUTH_TOKEN: 'hostile-token',
  ANTHROPIC_BASE_URL: trap,
  ANTHROPIC_CUSTOM_HEADERS: 'x-hostile: anthropic',
  ANTHROPIC_LOG: 'debug',
  ANTHROPIC_PROFILE: 'hostile',
  ANTHROPIC_CONFIG_DIR: folder,
  ANTHROPIC_ORGANIZATION_ID: 'org-hostile',
  ANTHROPIC_WORKSPACE_ID: 'workspace-hostile',
  ANTHROPIC_IDENTITY_TOKEN: 'hostile-identity',
  ANTHROPIC_IDENTITY_TOKEN_FILE: path.join(folder, 'token'),
  ANTHROPIC_FEDERATION_RULE_ID: 'rule-hostile',
  ANTHROPIC_SERVICE_ACCOUNT_ID: 'account-hostile',
  ANTHROPIC_SESSION_ID: 'session-hostile',
  ANTHROPIC_OPEN_TELEMETRY: 'true',
  ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE: 'full',
  GOOGLE_API_KEY: 'hostile-google',
  GEMINI_API_KEY: 'hostile-gemini',
  GOOGLE_GEMINI_BASE_URL: trap,
  AWS_ACCESS_KEY_ID: 'AKIAHOSTILEHOSTILE00',
  AWS_SECRET_ACCESS_KEY: 'hostile-secret',
  AWS_SESSION_TOKEN: 'hostile-session',
  AWS_BEARER_TOKEN_BEDROCK: 'hostile-bearer',
  AWS_AUTH_SCHEME_PREFERENCE: 'httpBearerAuth',
  AWS_REGION: 'hostile-region-1',
  AWS_DEFAULT_REGION: 'hostile-region-1',
  AWS_PROFILE: 'hostile',
  AWS_CONFIG_FILE: path.join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'config'),
  AWS_SDK_LOAD_CONFIG: '1',
  AWS_ENDPOINT_URL: trap,
  AWS_ENDPOINT_URL_BEDROCK: trap,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: trap,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: trap,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'hostile-container',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: trap,
  AWS_WEB_IDENTITY_TOKEN_FILE: path.join(folder, 'token'),
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/hostile',
  AWS_ENDPOINT_URL_STS: trap,
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_MAX_ATTEMPTS: '3',
  AWS_RETRY_MODE: 'adaptive',
  AWS_DEFAULTS_MODE: 'auto',
  AWS_SDK_UA_APP_ID: 'hostile-app',
  AWS_EXECUTION_ENV: 'hostile-machine',
  AWS_LAMBDA_FUNCTION_NAME: 'hostile-function',
  _X_AMZN_TRACE_ID: 'Root=hostile-trace',
});

/** A profile of `~/.aws` that would send everything elsewhere. */
const hostileProfile = (trap: string): string =>
  ['[default]', '[hostile]', '[profile hostile]']
    .map((section) =>
      [
        section,
        'aws_access_key_id = AKIAHOSTILEHOSTILE01',
        'aws_secret_access_key = hostile-secret-of-a-file',
        `endpoint_url = ${trap}`,
        'region = hostile-region-2',
        'sdk_ua_app_id = hostile-app-of-a-file',
        '',
      ].join('\n'),
    )
    .join('\n');

const underHostility = async <T>(variables: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> => {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(variables)) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
};

const methods = ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const;

/** What is written to the console while `run` runs. */
const consoleOf = async (run: () => Promise<unknown>): Promise<readonly unknown[]> => {
  const written: unknown[] = [];
  const originals = methods.map((method) => [method, console[method]] as const);
  for (const method of methods) console[method] = (...said: unknown[]) => void written.push([method, ...said]);
  try {
    await run();
  } finally {
    for (const [method, original] of originals) console[method] = original;
  }
  return written;
};

/** What was on the wire, apart from the port. */
const seen = ({
  method,
  url,
  headers: { host: _host, ':authority': _authority, ...headers },
  body,
}: Exchange): unknown => ({
  method,
  url,
  headers,
  body,
});

/** Where a protocol lets the key and the prompt go, and where never. */
export const describeSecrets = (subject: Subject, at: () => Counterpart): void => {
  describe('secrets', () => {
    let trap: Counterpart;
    let folder: string;
    before(async () => {
      trap = await openCounterpart();
      folder = await mkdtemp(path.join(tmpdir(), 'keyway-contract-'));
      await writeFile(path.join(folder, 'token'), 'hostile-token-of-a-file');
      await writeFile(path.join(folder, 'config'), hostileProfile(trap.origin));
    });
    after(async () => {
      await trap.close();
      await rm(folder, { recursive: true, force: true });
    });
    beforeEach(() => trap.script({ body: subject.frames({ text: ['from the trap'], finish: 'stop' }) }));

    /** Asks a server that nobody asked before, so that no client made earlier is used again. */
    const ask = async (secrets?: Readonly<Record<string, string>>): Promise<Exchange> => {
      const fresh = await openCounterpart(subject);
      try {
        fresh.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
        eventsOf(await talk(subject, fresh.origin, secrets ? { access: { secrets } } : {}));
        assert.equal(fresh.exchanges.length, 1);
        const [exchange] = fresh.exchanges;
        assert.ok(exchange);
        return exchange;
      } finally {
        await fresh.close();
      }
    };

    it('travel in one header, never in the address or the body', async () => {
      const { url, headers, body } = await ask();
      assert.ok(!url.includes(key) && !body.includes(key));
      const holding = Object.entries(headers).filter(([, value]) => String(value).includes(key));
      assert.deepEqual(
        holding.map(([name]) => name),
        [subject.keyHeader],
      );
    });

    it('are not changed by anything in the environment, and nothing is logged', async () => {
      const quiet = seen(await ask());
      const written = await consoleOf(() =>
        underHostility(hostile(trap.origin, folder), async () => assert.deepEqual(seen(await ask()), quiet)),
      );
      assert.deepEqual(written, []);
      assert.equal(trap.exchanges.length, 0);
    });

    it('are not taken from the environment where there is no key', async () => {
      const quiet = seen(await ask({}));
      await underHostility(hostile(trap.origin, folder), async () => {
        const loud = await ask({});
        assert.deepEqual(seen(loud), quiet);
        assert.ok(!JSON.stringify(seen(loud)).includes('hostile'));
      });
      assert.equal(trap.exchanges.length, 0);
    });

    it('leave the environment as it was', async () => {
      const variables = hostile(trap.origin, folder);
      await underHostility(variables, async () => {
        await ask();
        for (const [name, value] of Object.entries(variables)) assert.equal(process.env[name], value, name);
      });
    });

    for (const status of [301, 302, 303, 307, 308])
      it(`never follow a redirect (${status}) to another origin, and neither does the prompt`, async () => {
        at().script({ status, headers: { location: `${trap.origin}/elsewhere` }, body: [] });
        const failure = failureOf(await talk(subject, at().origin));
        assert.notEqual(failure.kind, 'aborted');
        assert.deepEqual(trap.exchanges.map(seen), []);
      });

    it('are named in no failure, also where the key cannot be sent as a header', async () => {
      for (const odd of [`${key}\nx-injected: yes`, `${key}✓`]) {
        at().script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
        const { thrown } = await talk(subject, at().origin, { access: { secrets: { apiKey: odd } } });
        const sent = at().exchanges[0]?.headers['x-injected'];
        assert.equal(sent, undefined);
        if (thrown === undefined) continue;
        const shown = inspect(thrown, { depth: 20, showHidden: true });
        assert.ok(!shown.includes(key) && !shown.includes(prompt), shown);
      }
    });
  });
};
