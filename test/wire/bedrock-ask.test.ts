import assert from 'node:assert/strict';
import type { FoundationModelSummary, InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Question } from '../../src/wire/ask-get.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import { checkBedrock, listBedrock } from '../../src/wire/bedrock-ask.ts';
import { check } from '../../src/wire/index.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart, type Reply } from './contract/counterpart.ts';
import { everythingShown, key } from './contract/talk.ts';
import { authorizationOf } from './signature.ts';

/** Amazon's own example of a key, which was never one. */
const accessKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

const model = (modelId: string, facts: Partial<FoundationModelSummary> = {}): FoundationModelSummary => ({
  modelId,
  modelArn: `arn:aws:bedrock:eu-central-1::foundation-model/${modelId}`,
  modelName: `Name of ${modelId}`,
  inputModalities: ['TEXT'],
  outputModalities: ['TEXT'],
  responseStreamingSupported: true,
  inferenceTypesSupported: ['ON_DEMAND'],
  modelLifecycle: { status: 'ACTIVE' },
  ...facts,
});

const profile = (inferenceProfileId: string, models: readonly string[]): InferenceProfileSummary => ({
  inferenceProfileId,
  inferenceProfileName: `Name of ${inferenceProfileId}`,
  inferenceProfileArn: `arn:aws:bedrock:eu-central-1:123456789012:inference-profile/${inferenceProfileId}`,
  models: models.map((id) => ({ modelArn: `arn:aws:bedrock:eu-west-1::foundation-model/${id}` })),
  status: 'ACTIVE',
  type: 'SYSTEM_DEFINED',
});

const json = (body: unknown, rest: Omit<Reply, 'body'> = {}): Reply => ({
  headers: { 'content-type': 'application/json' },
  ...rest,
  body: [JSON.stringify(body)],
});

describe('Bedrock’s lists', () => {
  let counterpart: Counterpart;
  before(async () => {
    counterpart = await openCounterpart();
  });
  after(() => counterpart.close());

  const question = (access: Partial<Access> = {}): Question => ({
    provider: bedrock,
    access: {
      baseUrl: counterpart.origin,
      secrets: { apiKey: key },
      plain: { region: 'eu-central-1' },
      headers: {},
      ...access,
    },
    signal: new AbortController().signal,
  });

  const models = { modelSummaries: [model('amazon.nova-pro-v1:0', { inputModalities: ['TEXT', 'IMAGE'] })] };

  it('hold the models that are used on demand, and the profiles of those that are not', async () => {
    counterpart.script(
      json({
        modelSummaries: [
          model('amazon.nova-pro-v1:0', { inputModalities: ['TEXT', 'IMAGE'] }),
          model('anthropic.claude-sonnet-5', { inferenceTypesSupported: [] }),
          model('amazon.titan-embed-text-v2:0', { outputModalities: ['EMBEDDING'], responseStreamingSupported: false }),
          model('amazon.titan-embed-image-of-tomorrow', {
            outputModalities: ['EMBEDDING'],
            inputModalities: ['IMAGE'],
          }),
          model('stability.stable-image-v1:0', { outputModalities: ['IMAGE'] }),
          model('cohere.rerank-v3-5:0'),
          model('writer.slow', { responseStreamingSupported: false }),
          model('meta.bought', { inferenceTypesSupported: ['PROVISIONED'] }),
          'a summary of tomorrow',
        ],
      }),
      json({
        inferenceProfileSummaries: [
          profile('eu.anthropic.claude-sonnet-5', ['anthropic.claude-sonnet-5', 'anthropic.claude-sonnet-5']),
          profile('eu.stability.stable-image-v1:0', ['stability.stable-image-v1:0']),
          profile('eu.unknown.model', ['unknown.model']),
        ],
      }),
    );
    assert.deepEqual(JSON.parse(JSON.stringify(await listBedrock(question()))), [
      { id: 'amazon.nova-pro-v1:0', name: 'Name of amazon.nova-pro-v1:0', kind: 'chat', images: true },
      {
        id: 'amazon.titan-embed-text-v2:0',
        name: 'Name of amazon.titan-embed-text-v2:0',
        kind: 'embedding',
        images: false,
      },
      {
        id: 'eu.anthropic.claude-sonnet-5',
        name: 'Name of eu.anthropic.claude-sonnet-5',
        kind: 'chat',
        images: false,
        alias: 'anthropic.claude-sonnet-5',
      },
    ]);
    assert.deepEqual(
      counterpart.exchanges.map(({ method, url }) => `${method} ${url}`),
      ['GET /foundation-models', 'GET /inference-profiles?maxResults=1000&type=SYSTEM_DEFINED'],
    );
  });

  it('are turned page by page, and not for ever', async () => {
    const page = (id: string, nextToken?: string) =>
      json({ inferenceProfileSummaries: [profile(id, ['amazon.nova-pro-v1:0'])], nextToken });
    counterpart.script(json(models), page('eu.a', 'token+/='), page('eu.b'));
    assert.deepEqual(
      (await listBedrock(question())).map(({ id }) => id),
      ['amazon.nova-pro-v1:0', 'eu.a', 'eu.b'],
    );
    assert.match(counterpart.exchanges[2]?.url ?? '', /&nextToken=token%2B%2F%3D$/);
    counterpart.script(json(models), page('eu.a', 'again'));
    await listBedrock(question());
    assert.equal(counterpart.exchanges.length, 21);
  });

  it('are read whatever number of models and profiles they name', async () => {
    const named = Array.from({ length: 40_000 }, (_, at) => ({ modelId: `m${at}` }));
    const ofLast = { inferenceProfileId: 'p', models: [{ modelArn: 'm39999' }] };
    counterpart.script(
      json({ modelSummaries: named }),
      json({ inferenceProfileSummaries: Array.from({ length: 130_000 }, () => ofLast) }),
    );
    const listed = await listBedrock(question());
    assert.equal(listed.at(-1)?.alias, 'm39999');
  });

  it('are asked with the API key as a bearer token, and signed with an access key', async () => {
    counterpart.script(json(models), json({ inferenceProfileSummaries: [], nextToken: 'x y/z' }), json({}));
    await listBedrock(question());
    for (const { headers } of counterpart.exchanges) assert.equal(headers.authorization, `Bearer ${key}`);
    counterpart.script(json(models), json({ inferenceProfileSummaries: [], nextToken: 'token+/=' }), json({}));
    await listBedrock(question({ secrets: { ...accessKey, sessionToken: 'session' }, headers: { 'x-team': 'blue' } }));
    assert.equal(counterpart.exchanges.length, 3);
    for (const exchange of counterpart.exchanges) {
      assert.equal(exchange.headers.authorization, authorizationOf(exchange, accessKey.secretAccessKey));
      assert.match(exchange.headers.authorization ?? '', /\/eu-central-1\/bedrock\/aws4_request/);
      assert.equal(exchange.headers['x-amz-security-token'], 'session');
      assert.equal(exchange.headers['x-team'], 'blue');
      assert.equal(exchange.headers['user-agent'], 'Keyway');
    }
  });

  it('hold the models alone where the key may not see the profiles', async () => {
    counterpart.script(json(models), json({ message: 'not authorized' }, { status: 403 }));
    assert.deepEqual(
      (await listBedrock(question())).map(({ id }) => id),
      ['amazon.nova-pro-v1:0'],
    );
  });

  it('that are refused or unreadable fail, and say nothing of the key', async () => {
    for (const [reply, kind] of [
      [json({ __type: 'AccessDeniedException', message: `no rights for ${key}` }, { status: 403 }), 'forbidden'],
      [json({ __type: 'ThrottlingException', message: 'Slow down.' }, { status: 429 }), 'rate'],
      [json({ message: 'The security token included in the request is invalid.' }, { status: 403 }), 'auth'],
      [json({ models: [] }), 'stream'],
    ] as const) {
      counterpart.script(reply);
      const thrown = await listBedrock(question()).then(
        () => undefined,
        (error: unknown) => error,
      );
      assert.ok(thrown instanceof ChatFailure);
      assert.equal(thrown.kind, kind);
      assert.ok(!everythingShown(thrown).includes(key));
    }
  });

  it('are asked of the control plane of the region, while the base URL is Bedrock’s own', async () => {
    const { fetch } = globalThis;
    const asked: string[] = [];
    globalThis.fetch = (url) => {
      asked.push(url instanceof Request ? url.url : url.toString());
      return Promise.resolve(Response.json(models));
    };
    try {
      await listBedrock(
        question({ baseUrl: 'https://bedrock-runtime.eu-central-1.amazonaws.com', secrets: accessKey }),
      );
    } finally {
      globalThis.fetch = fetch;
    }
    assert.deepEqual(asked, [
      'https://bedrock.eu-central-1.amazonaws.com/foundation-models',
      'https://bedrock.eu-central-1.amazonaws.com/inference-profiles?maxResults=1000&type=SYSTEM_DEFINED',
    ]);
  });

  describe('tell of a key', () => {
    for (const [what, body, verdict] of [
      ['that Amazon accepts', undefined, 'valid'],
      [
        'that nobody knows',
        { __type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' },
        'invalid',
      ],
      [
        'whose secret is wrong',
        {
          __type: 'InvalidSignatureException',
          message: 'The request signature we calculated does not match the signature you provided.',
        },
        'invalid',
      ],
      [
        'that is refused as an API key',
        { Message: 'Authentication failed: Please make sure your API Key is valid.' },
        'invalid',
      ],
      [
        'whose session is over',
        { __type: 'ExpiredTokenException', message: 'The security token included in the request is expired' },
        'expired',
      ],
      [
        'that may not list models',
        { __type: 'AccessDeniedException', message: 'User is not authorized to perform: bedrock:ListFoundationModels' },
        'limited',
      ],
    ] as const)
      it(what, async () => {
        counterpart.script(body ? json(body, { status: 403 }) : json(models));
        const finding = await check(question({ secrets: accessKey }));
        assert.equal(finding.verdict, verdict, finding.sentence);
        assert.ok(!finding.sentence.includes(accessKey.secretAccessKey));
        assert.equal(counterpart.exchanges.length, 1);
        assert.equal(counterpart.exchanges[0]?.url, '/foundation-models');
      });

    it('that lacks its region, without asking anybody', async () => {
      counterpart.script(json(models));
      await assert.rejects(checkBedrock(question({ secrets: accessKey, plain: {} })), { kind: 'key' });
      assert.equal(counterpart.exchanges.length, 0);
    });
  });
});
