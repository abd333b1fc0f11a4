import assert from 'node:assert/strict';
import { hostname, userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as semconv from '@opentelemetry/semantic-conventions/incubating';
import { type FailureKind, remedies } from '../../src/core/failure.ts';
import { providers } from '../../src/providers/index.ts';
import { bounds, genAi, metrics, ours, providerName } from '../../src/wire/otlp-names.ts';
import { openOtlp, type Otlp, type OtlpParts } from '../../src/wire/otlp.ts';
import { attempt } from '../usage/samples.ts';
import { bundle } from './bundle.ts';
import { pointsIn, resourcesIn, type SpanSeen, spansIn } from './collector.ts';
import { type LocalServer, serve } from './server.ts';

const takesAll = () => serve((response) => response.end());

interface Sending {
  readonly otlp: Otlp;
  readonly heard: string[];
}

const opened: Otlp[] = [];
afterEach(async () => {
  for (const otlp of opened.splice(0)) await otlp.close();
});

const open = (server: Pick<LocalServer, 'origin'>, parts: Partial<OtlpParts> = {}): Sending => {
  const heard: string[] = [];
  const otlp = openOtlp({
    endpoint: server.origin,
    headers: { authorization: 'Bearer token-of-the-team' },
    signals: ['traces', 'metrics'],
    version: '1.2.3',
    onTrouble: (sentence) => heard.push(sentence),
    closingTime: 50,
    ...parts,
  });
  opened.push(otlp);
  return { otlp, heard };
};

const sent = async (...attempts: readonly ReturnType<typeof attempt>[]): Promise<LocalServer> => {
  const server = await takesAll();
  const { otlp, heard } = open(server);
  for (const one of attempts) otlp.note(one);
  await otlp.flush();
  await server.close();
  assert.deepEqual(heard, []);
  return server;
};

const oneSpan = async (facts: Parameters<typeof attempt>[0] = {}): Promise<SpanSeen> => {
  const [span, ...others] = spansIn((await sent(attempt(facts))).seen);
  assert.ok(span && others.length === 0);
  return span;
};

/** Every constant of the conventions, by its name. */
const conventions = Object.entries(semconv);
const attributeNames = new Set<unknown>(
  conventions.filter(([name]) => name.startsWith('ATTR_')).map(([, value]) => value),
);

describe('the names of the GenAI conventions', () => {
  it('are those of the package that keeps them', () => {
    for (const name of Object.values(genAi)) assert.ok(attributeNames.has(name), name);
    for (const name of Object.values(ours)) assert.match(name, /^keyway\.[a-z._]+$/);
    assert.equal(metrics.tokens, semconv.METRIC_GEN_AI_CLIENT_TOKEN_USAGE);
    assert.equal(metrics.duration, semconv.METRIC_GEN_AI_CLIENT_OPERATION_DURATION);
    assert.equal(metrics.timeToFirstChunk, semconv.METRIC_GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK);
  });

  it('call each provider as the conventions do, and every other by its id', () => {
    const known = new Set<unknown>(
      conventions.filter(([name]) => name.startsWith('GEN_AI_PROVIDER_NAME_VALUE_')).map(([, value]) => value),
    );
    const called = new Map(providers.map(({ id }) => [id, providerName(id)]));
    assert.deepEqual(Object.fromEntries([...called].filter(([id, name]) => known.has(name) || id !== name)), {
      openai: 'openai',
      anthropic: 'anthropic',
      gemini: 'gcp.gemini',
      vertex: 'gcp.vertex_ai',
      bedrock: 'aws.bedrock',
      'azure-openai': 'azure.ai.openai',
      deepseek: 'deepseek',
      groq: 'groq',
      mistral: 'mistral_ai',
      cohere: 'cohere',
      perplexity: 'perplexity',
      xai: 'x_ai',
      // In the conventions' own repository since 2026-06, and not yet in the package.
      moonshot: 'moonshot_ai',
    });
    assert.equal(new Set(called.values()).size, called.size, 'no two by one name');
  });
});

describe('the span of an attempt', () => {
  it('says who was asked, what came of it, the tokens, the cost and where its number is from', async () => {
    const span = await oneSpan();
    assert.equal(span.name, 'chat gpt-6-luna');
    assert.equal(span.kind, 3);
    assert.equal(span.status.code, 0);
    assert.deepEqual(span.attributes, {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-6-luna',
      'gen_ai.response.model': 'gpt-6-luna-2026-10-01',
      'gen_ai.response.time_to_first_chunk': 0.3,
      'gen_ai.usage.input_tokens': 1_000,
      'gen_ai.usage.output_tokens': 200,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'gen_ai.usage.cache_creation.input_tokens': 75,
      'gen_ai.usage.reasoning.output_tokens': 80,
      'http.response.status_code': 200,
      'keyway.request.id': 'request-1',
      'keyway.attempt': 1,
      'keyway.outcome': 'answered',
      'keyway.task': 'chat',
      'keyway.caller': 'github.copilot-chat',
      'keyway.key.id': 'key-1',
      'keyway.cost': 0.0031,
      'keyway.cost.from': 'computed',
      'keyway.cost.prices_as_of': '2026-11-01',
    });
  });

  it('begins and ends when the attempt did', async () => {
    const span = await oneSpan();
    const begun = BigInt(Date.UTC(2026, 10, 20, 12)) * 1_000_000n;
    assert.equal(BigInt(span.startTimeUnixNano), begun);
    assert.equal(BigInt(span.endTimeUnixNano), begun + 2_000_000_000n);
  });

  it('uses no name that is neither of the conventions nor ours', async () => {
    const server = await sent(attempt(), attempt({ outcome: 'rate', task: 'embedding', usage: undefined }));
    const own = new Set<unknown>(Object.values(ours));
    const names = spansIn(server.seen).flatMap(({ attributes }) => Object.keys(attributes));
    for (const points of pointsIn(server.seen).values())
      names.push(...points.flatMap(({ attributes }) => Object.keys(attributes)));
    assert.ok(names.length > 30);
    for (const name of names) assert.ok(attributeNames.has(name) || own.has(name), name);
  });

  it('calls embeddings so', async () => {
    const span = await oneSpan({ task: 'embedding', model: 'maker' });
    assert.equal(span.name, 'embeddings maker');
    assert.equal(span.attributes['gen_ai.operation.name'], semconv.GEN_AI_OPERATION_NAME_VALUE_EMBEDDINGS);
  });

  it('is an error with the kind of its failure, but not where the person stopped it', async () => {
    for (const kind of Object.keys(remedies) as FailureKind[]) {
      const { status, attributes } = await oneSpan({ outcome: kind, status: 503 });
      const isError = kind !== 'aborted';
      assert.deepEqual([status.code, attributes['error.type']], isError ? [2, kind] : [0, undefined], kind);
      assert.equal(attributes['keyway.outcome'], kind);
    }
  });

  it('has no cost where it is unknown, and no tokens where none were reported', async () => {
    const { attributes } = await oneSpan({ cost: { from: 'unknown' }, usage: undefined, firstTokenMs: undefined });
    assert.equal(attributes['keyway.cost.from'], 'unknown');
    const left = Object.keys(attributes).filter((name) => /usage|first_chunk|keyway\.cost$|as_of/.test(name));
    assert.deepEqual(left, []);
  });

  it('shares its trace with the other attempts of the request and is linked to the one before', async () => {
    const server = await sent(
      attempt({ outcome: 'rate', keyId: 'key-1' }),
      attempt({ requestId: 'request-2' }),
      attempt({ outcome: 'server', keyId: 'key-2' }),
      attempt({ model: 'claude', provider: 'anthropic', keyId: 'key-3' }),
    );
    const [first, other, second, third] = spansIn(server.seen);
    assert.ok(first && other && second && third);
    assert.deepEqual([second.traceId, third.traceId], [first.traceId, first.traceId]);
    assert.notEqual(other.traceId, first.traceId);
    assert.deepEqual(
      [first, second, third].map(({ links }) => links.map((link) => [link.traceId, link.spanId])),
      [[], [[first.traceId, first.spanId]], [[first.traceId, second.spanId]]],
    );
    assert.deepEqual(
      [first, second, third].map(({ attributes }) => attributes['keyway.attempt']),
      [1, 2, 3],
    );
    assert.equal(new Set([first, other, second, third].map(({ spanId }) => spanId)).size, 4);
  });

  it('has the trace of its request also when another window or another day tells it', async () => {
    assert.equal((await oneSpan()).traceId, (await oneSpan({ at: Date.now() })).traceId);
  });

  it('is no call to anybody where the answer was kept from before', async () => {
    const kept = attempt({ cost: { usd: 0, from: 'cached' }, usage: { input: 0, output: 0 } });
    const server = await sent(kept);
    const [span] = spansIn(server.seen);
    assert.equal(span?.kind, 1);
    assert.deepEqual([...pointsIn(server.seen)], []);
  });
});

describe('the metrics', () => {
  const series = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-6-luna',
    'gen_ai.response.model': 'gpt-6-luna-2026-10-01',
  };

  it('count tokens by type and seconds, in the buckets of the conventions', async () => {
    const points = pointsIn((await sent(attempt(), attempt({ requestId: 'request-2' }))).seen);
    assert.deepEqual(points.get('gen_ai.client.token.usage {token}'), [
      { attributes: { ...series, 'gen_ai.token.type': 'input' }, sum: 2_000, count: 2, bounds: bounds.tokens },
      { attributes: { ...series, 'gen_ai.token.type': 'output' }, sum: 400, count: 2, bounds: bounds.tokens },
    ]);
    assert.deepEqual(points.get('gen_ai.client.operation.duration s'), [
      { attributes: series, sum: 4, count: 2, bounds: bounds.seconds },
    ]);
    assert.deepEqual(points.get('gen_ai.client.operation.time_to_first_chunk s'), [
      { attributes: series, sum: 0.6, count: 2, bounds: bounds.seconds },
    ]);
    // gen-ai-metrics.md of the conventions, read on 2026-11-21.
    assert.deepEqual(bounds, {
      tokens: [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
      seconds: [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    });
  });

  it('tell failures apart by kind', async () => {
    const failed = attempt({ outcome: 'rate', usage: undefined, servedModel: undefined, firstTokenMs: undefined });
    const points = pointsIn((await sent(failed)).seen);
    const [point] = points.get('gen_ai.client.operation.duration s') ?? [];
    assert.equal(point?.attributes['error.type'], 'rate');
    assert.equal(points.has('gen_ai.client.token.usage {token}'), false, 'no tokens were reported');
  });

  it('sum what was spent by provenance, and never an unknown cost as 0', async () => {
    const server = await sent(
      attempt({ cost: { usd: 0.25, from: 'reported' } }),
      attempt({ cost: { usd: 0.5, from: 'reported' }, requestId: 'request-2' }),
      attempt({ cost: { usd: 0.125, from: 'estimated' }, requestId: 'request-3' }),
      attempt({ cost: { from: 'unknown' }, requestId: 'request-4' }),
    );
    assert.deepEqual(
      pointsIn(server.seen)
        .get('keyway.cost {USD}')
        ?.map(({ attributes, sum }) => [attributes['keyway.cost.from'], attributes['keyway.task'], sum]),
      [
        ['reported', 'chat', 0.75],
        ['estimated', 'chat', 0.125],
      ],
    );
  });

  it('have no series of their own for each request, key or caller', async () => {
    const points = pointsIn(
      (await sent(attempt(), attempt({ requestId: 'r2', keyId: 'k2', caller: 'other', workspace: 'else' }))).seen,
    );
    assert.equal(points.get('gen_ai.client.operation.duration s')?.length, 1);
    assert.equal(points.get('keyway.cost {USD}')?.length, 1);
  });
});

describe('what is sent to a collector', () => {
  it('is only what was chosen, below the endpoint’s own path', async () => {
    await using server = await takesAll();
    for (const signal of ['traces', 'metrics'] as const) {
      const { otlp } = open({ origin: `${server.origin}/otlp` }, { signals: [signal] });
      otlp.note(attempt());
      await otlp.flush();
    }
    assert.deepEqual(
      server.seen.map(({ path, headers }) => [path, headers['content-type'], headers.authorization]),
      [
        ['/otlp/v1/traces', 'application/x-protobuf', 'Bearer token-of-the-team'],
        ['/otlp/v1/metrics', 'application/x-protobuf', 'Bearer token-of-the-team'],
      ],
    );
  });

  it('names the product and its version, and neither machine, person, workspace nor nickname', async () => {
    const { seen } = await sent(attempt({ keyNickname: 'nick-of-ada', workspace: 'folder-of-ada 1a2b3c4d' }));
    const resources = resourcesIn(seen);
    assert.equal(resources.length, 2);
    for (const resource of resources) {
      assert.deepEqual(Object.keys(resource).toSorted(), [
        'service.instance.id',
        'service.name',
        'service.version',
        'telemetry.sdk.language',
        'telemetry.sdk.name',
        'telemetry.sdk.version',
      ]);
      assert.equal(resource['service.name'], 'keyway');
      assert.equal(resource['service.version'], '1.2.3');
    }
    const all = seen.map(({ body }) => body).join('');
    for (const word of ['nick-of-ada', 'folder-of-ada', process.cwd()]) assert.ok(!all.includes(word), word);
    const values: unknown[] = [...resources, ...spansIn(seen).map(({ attributes }) => attributes)].flatMap((told) =>
      Object.values(told),
    );
    for (const word of [hostname(), userInfo().username, process.pid]) assert.ok(!values.includes(word), String(word));
  });

  it('is told apart by window, so that two windows’ sums are not taken for one', async () => {
    const [one] = resourcesIn((await sent(attempt())).seen);
    const [other] = resourcesIn((await sent(attempt())).seen);
    assert.notEqual(one?.['service.instance.id'], other?.['service.instance.id']);
  });

  it('holds nothing of an attempt that nobody named here: no prompt could be among it', async () => {
    const more = { ...attempt(), prompt: 'the prompt itself', answer: { text: 'the answer itself' } };
    const { seen } = await sent(more);
    for (const { body } of seen) assert.ok(!body.includes('itself'));
  });
});

describe('the environment of the machine', () => {
  const values = (elsewhere: string): Readonly<Record<string, string>> => ({
    OTEL_EXPORTER_OTLP_ENDPOINT: elsewhere,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${elsewhere}/t`,
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${elsewhere}/m`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-added=secret-of-another',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-added=secret-of-another',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    OTEL_EXPORTER_OTLP_TIMEOUT: '1',
    OTEL_RESOURCE_ATTRIBUTES: 'host.name=box,user.name=ada',
    OTEL_SERVICE_NAME: 'another-service',
    OTEL_SDK_DISABLED: 'true',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3',
  });
  const before = new Map(Object.keys(values('')).map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  it('neither turns usage off nor sends it elsewhere nor adds to it', async () => {
    await using elsewhere = await takesAll();
    Object.assign(process.env, values(elsewhere.origin));
    const { seen } = await sent(attempt());
    assert.deepEqual(elsewhere.seen, []);
    assert.equal(seen.length, 2);
    for (const { headers } of seen) assert.ok(!('x-added' in headers) && !('content-encoding' in headers));
    for (const resource of resourcesIn(seen)) {
      assert.equal(resource['service.name'], 'keyway');
      assert.ok(!('host.name' in resource) && !('user.name' in resource));
    }
    assert.equal(spansIn(seen)[0]?.name, 'chat gpt-6-luna');
    assert.equal(pointsIn(seen).size, 4);
  });
});

describe('the process that is shared with other extensions', () => {
  it('gets no providers, no context and no logger registered', async () => {
    await sent(attempt());
    const shared = Object.getOwnPropertySymbols(globalThis)
      .filter((symbol) => symbol.description?.startsWith('opentelemetry'))
      .map((symbol) => Reflect.get(globalThis, symbol) as object);
    for (const registered of shared)
      for (const name of ['trace', 'metrics', 'context', 'propagation', 'diag', 'logs'])
        assert.ok(!(name in registered), name);
  });

  it('loads the SDK only when there is something to send', async () => {
    const { loadedWith, begun } = await bundle('src/wire/otlp.ts');
    assert.ok(begun.includes('src/wire/otlp-sdk.ts'), begun.join(', '));
    for (const source of begun.filter((file) => file !== 'src/wire/otlp-sdk.ts'))
      assert.deepEqual(
        loadedWith(source).filter((file) => file.includes('@opentelemetry')),
        [],
        source,
      );
    assert.ok(loadedWith('src/wire/otlp-sdk.ts').some((file) => file.includes('@opentelemetry/sdk-trace')));
  });
});

describe('a collector in trouble', () => {
  it('that nobody runs is told once, whatever number of batches and signals', async () => {
    const server = await takesAll();
    await server.close();
    const { otlp, heard } = open(server, { patience: 300 });
    for (const requestId of ['a', 'b', 'c']) {
      otlp.note(attempt({ requestId }));
      await otlp.flush();
    }
    const { host, origin } = new URL(server.origin);
    assert.deepEqual(heard, [
      `Usage does not reach the OpenTelemetry collector at ${origin}: nothing answers at ${host}: is the server running?`,
    ]);
  });

  it('is said with its address and what to do', async () => {
    for (const [status, said] of [
      [401, 'it refuses the token (401): run “Keyway: Set OpenTelemetry Token”'],
      [403, 'it refuses the token (403): run “Keyway: Set OpenTelemetry Token”'],
      [404, 'it answers 404 at /v1/traces'],
      [400, 'it answers 400 at /v1/traces'],
    ] as const) {
      await using refusing = await serve((response) => response.writeHead(status).end('words of the server'));
      const { otlp, heard } = open(refusing, { signals: ['traces'] });
      for (const requestId of ['a', 'b', 'c']) {
        otlp.note(attempt({ requestId }));
        await otlp.flush();
      }
      assert.equal(refusing.seen.length, 3, 'no batch is tried twice');
      assert.deepEqual(heard, [`Usage does not reach the OpenTelemetry collector at ${refusing.origin}: ${said}.`]);
    }
  });

  it('is said without the rest of the address, in which some collectors have their token', async () => {
    await using refusing = await serve((response) => response.writeHead(404).end());
    const { otlp, heard } = open(refusing, {
      endpoint: `${refusing.origin}/receiver/canary-token`,
      signals: ['traces'],
    });
    otlp.note(attempt());
    await otlp.flush();
    assert.equal(refusing.seen[0]?.path, '/receiver/canary-token/v1/traces');
    assert.deepEqual(heard, [
      `Usage does not reach the OpenTelemetry collector at ${refusing.origin}: it answers 404 at /v1/traces.`,
    ]);
  });

  it('is told again only when it went well between', async () => {
    let status = 401;
    await using server = await serve((response) => response.writeHead(status).end());
    const { otlp, heard } = open(server);
    for (const next of [401, 401, 200, 200, 401, 401]) {
      status = next;
      otlp.note(attempt());
      await otlp.flush();
    }
    assert.equal(heard.length, 2, heard.join('\n'));
  });

  it('that is busy is asked again, as soon as it says', async () => {
    let asked = 0;
    await using server = await serve((response) => {
      asked += 1;
      if (asked < 3) response.writeHead(503, { 'retry-after': '0.01' }).end();
      else response.end('{}');
    });
    const { otlp, heard } = open(server, { signals: ['traces'] });
    otlp.note(attempt());
    await otlp.flush();
    assert.equal(spansIn(server.seen.slice(-1)).length, 1);
    assert.deepEqual([asked, heard], [3, []]);
  });

  it('that sends elsewhere gets nothing there, least of all the token', async () => {
    await using elsewhere = await takesAll();
    for (const status of [301, 302, 303, 307, 308]) {
      await using server = await serve((response) =>
        response.writeHead(status, { location: `${elsewhere.origin}/v1/traces` }).end(),
      );
      const { otlp, heard } = open(server, { signals: ['traces'] });
      otlp.note(attempt());
      await otlp.flush();
      assert.match(heard.join(), /redirects to another address: check the endpoint\.$/, String(status));
      assert.equal(server.seen.length, 1);
    }
    assert.deepEqual(elsewhere.seen, []);
  });

  /** `ExportTraceServiceResponse`: of `partial_success` (1) `rejected_spans` (1) is 2, `error_message` (2) the words. */
  const words = Buffer.from('words of the server');
  const rejecting = Buffer.concat([Buffer.from([0x0a, words.length + 4, 0x08, 2, 0x12, words.length]), words]);

  it('that takes a batch and drops parts of it is not taken for one that is well', async () => {
    await using server = await serve((response) => response.end(rejecting));
    const { otlp, heard } = open(server, { signals: ['traces'] });
    otlp.note(attempt());
    await otlp.flush();
    assert.equal(heard.length, 1);
    assert.match(heard.join(), /rejects parts of what is sent \(2 of one batch\)\.$/);
    assert.ok(!heard.join().includes('words of the server'));
  });

  it('that takes a request and never answers is given up and told', async () => {
    await using server = await serve(() => undefined);
    const { otlp, heard } = open(server, { patience: 30 });
    otlp.note(attempt());
    await otlp.flush();
    const { host } = new URL(server.origin);
    assert.deepEqual(heard, [
      `Usage does not reach the OpenTelemetry collector at ${server.origin}: ${host} did not answer in time.`,
    ]);
  });

  it('that never answers holds neither a request nor the end of the window', async () => {
    await using server = await serve(() => undefined);
    const { otlp, heard } = open(server);
    otlp.note(attempt());
    await otlp.close();
    assert.deepEqual(heard, [], 'closing is no trouble');
    otlp.note(attempt());
    await otlp.flush();
    assert.ok(server.seen.length <= 2);
  });

  it('keeps a bounded number of spans waiting', async () => {
    let isWell = false;
    const held: (() => void)[] = [];
    await using server = await serve((response) => {
      if (isWell) response.end('{}');
      else held.push(() => response.end('{}'));
    });
    const { otlp } = open(server, { signals: ['traces'], patience: 60_000, closingTime: 5_000 });
    otlp.note(attempt());
    const first = otlp.flush();
    while (held.length === 0) await pause(5);
    for (let n = 0; n < 5_000; n++) otlp.note(attempt({ requestId: `request-${n}` }));
    isWell = true;
    for (const answer of held) answer();
    await first;
    await otlp.flush();
    const arrived = spansIn(server.seen).length;
    assert.ok(arrived > 2_000 && arrived <= 2_048 + 512 + 1, `${arrived} of 5,001`);
  });

  it('gets what waits when the window closes', async () => {
    await using server = await takesAll();
    const { otlp } = open(server, { closingTime: 5_000 });
    otlp.note(attempt());
    await otlp.close();
    assert.equal(spansIn(server.seen).length, 1);
    assert.equal(pointsIn(server.seen).size, 4);
  });

  it('gets batches by itself, without being flushed', async () => {
    await using server = await takesAll();
    const { otlp } = open(server, { traceEvery: 10, measureEvery: 10 });
    otlp.note(attempt());
    while (spansIn(server.seen).length === 0 || pointsIn(server.seen).size === 0) await pause(5);
  });
});
