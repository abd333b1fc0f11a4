import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { openOtlp, type OtlpParts } from '../../../src/wire/otlp.ts';
import { attempt } from '../../usage/samples.ts';
import { serve } from '../server.ts';
import { findCollector, findVictoriaMetrics } from './programs.ts';

/** Usage in front of programs that were not made by us. Each runs where it is installed; the rest is in otlp.test.ts. */

const collector = findCollector();
const database = await findVictoriaMetrics();

const folder = mkdtempSync(path.join(tmpdir(), 'keyway-collector-'));
const running: ChildProcess[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address ? address.port : assert.fail('no port');
};

/** Starts a program and waits until its address answers. */
const start = async (command: readonly string[], url: string): Promise<void> => {
  const [file = '', ...words] = command;
  const child = spawn(file, words, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  running.push(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  for (;;) {
    if (child.exitCode !== null) assert.fail(`${path.basename(file)} ended: ${said.slice(-2_000)}`);
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await pause(50);
  }
};

const now = Date.now();
const failed = attempt({ at: now - 4_000, outcome: 'rate', status: 429, totalMs: 500, usage: undefined });
const answered = attempt({
  at: now - 3_000,
  provider: 'bedrock',
  cost: { usd: 0.0031, from: 'reported' },
  totalMs: 2_000,
});

const send = async (endpoint: string, parts: Partial<OtlpParts> = {}): Promise<void> => {
  const heard: string[] = [];
  const otlp = openOtlp({
    endpoint,
    headers: { 'x-scope-orgid': 'team' },
    signals: ['traces', 'metrics'],
    version: '1.2.3',
    onTrouble: (sentence) => heard.push(sentence),
    ...parts,
  });
  for (const one of [failed, answered]) otlp.note(one);
  await otlp.close();
  assert.deepEqual(heard, []);
};

if (collector === undefined)
  console.log('  No OpenTelemetry Collector here: `node test/wire/collectors/build.ts` builds one (Debian, root).');
else
  describe('an OpenTelemetry Collector', function () {
    this.timeout(60_000);

    const Attributes = z.array(
      z.object({ key: z.string(), value: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) }),
    );
    const Span = z.object({
      traceId: z.string(),
      name: z.string(),
      kind: z.number(),
      startTimeUnixNano: z.string(),
      endTimeUnixNano: z.string(),
      attributes: Attributes,
      links: z.optional(z.array(z.object({ spanId: z.string() }))),
    });
    const Traces = z.object({
      resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
    });
    const Metrics = z.object({
      resourceMetrics: z.array(
        z.object({
          resource: z.object({ attributes: Attributes }),
          scopeMetrics: z.array(z.object({ metrics: z.array(z.object({ name: z.string(), unit: z.string() })) })),
        }),
      ),
    });
    /** Go writes whole numbers as texts. */
    const plain = (attributes: z.infer<typeof Attributes>) =>
      new Map(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]));

    it('takes the spans and metrics as they are meant and hands them on', async () => {
      await using server = await serve((response) => response.end('{}'));
      const port = await freePort();
      const exporter = `{ endpoint: ${server.origin}, encoding: json, compression: none }`;
      writeFileSync(
        path.join(folder, 'collector.yaml'),
        [
          'receivers:',
          `  otlp: { protocols: { http: { endpoint: '127.0.0.1:${port}' } } }`,
          'exporters:',
          // Its name until 0.143; the newer ones know it still.
          `  otlphttp: ${exporter}`,
          'service:',
          '  telemetry: { metrics: { level: none } }',
          '  pipelines:',
          '    traces: { receivers: [otlp], exporters: [otlphttp] }',
          '    metrics: { receivers: [otlp], exporters: [otlphttp] }',
        ].join('\n'),
      );
      const endpoint = `http://127.0.0.1:${port}`;
      await start([collector, '--config', 'collector.yaml'], endpoint);
      await send(endpoint);
      while (server.seen.length < 2) await pause(20);
      const bodies = (end: string) =>
        server.seen.filter(({ path: at }) => at.endsWith(end)).map(({ body }): unknown => JSON.parse(body));

      const [first, second] = bodies('/v1/traces')
        .flatMap((body) => Traces.parse(body).resourceSpans)
        .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
      assert.ok(first && second);
      assert.deepEqual([first.name, first.kind, second.kind], ['chat gpt-6-luna', 3, 3]);
      assert.equal(second.traceId, first.traceId);
      assert.equal(second.links?.length, 1);
      assert.equal(Number(BigInt(second.endTimeUnixNano) - BigInt(second.startTimeUnixNano)), 2_000_000_000);
      assert.equal(plain(first.attributes).get('error.type'), 'rate');
      const told = plain(second.attributes);
      assert.equal(told.get('gen_ai.provider.name'), 'aws.bedrock');
      assert.equal(told.get('gen_ai.usage.input_tokens'), '1000');
      assert.equal(told.get('keyway.cost'), '0.0031');
      assert.equal(told.get('keyway.cost.from'), 'reported');

      const [measured] = bodies('/v1/metrics').flatMap((body) => Metrics.parse(body).resourceMetrics);
      assert.equal(plain(measured?.resource.attributes ?? []).get('service.name'), 'keyway');
      assert.deepEqual(
        measured?.scopeMetrics.flatMap((scope) => scope.metrics.map(({ name, unit }) => `${name} ${unit}`)).toSorted(),
        [
          'gen_ai.client.operation.duration s',
          'gen_ai.client.operation.time_to_first_chunk s',
          'gen_ai.client.token.usage {token}',
          'keyway.cost {USD}',
        ],
      );
    });
  });

if (database === undefined) console.log('  No VictoriaMetrics here.');
else
  describe('VictoriaMetrics', function () {
    this.timeout(60_000);

    const Found = z.object({
      data: z.object({
        result: z.array(
          z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) }),
        ),
      }),
    });

    it('answers what was spent, how many tokens and how long, from the metrics it was sent', async () => {
      const port = await freePort();
      const origin = `http://127.0.0.1:${port}`;
      await start(
        [
          database,
          '-storageDataPath=data',
          `-httpListenAddr=127.0.0.1:${port}`,
          // Names as Prometheus writes them, and what has just come is answered.
          '-opentelemetry.usePrometheusNaming',
          '-search.latencyOffset=0s',
        ],
        `${origin}/health`,
      );
      await send(`${origin}/opentelemetry`, { signals: ['metrics'] });
      await fetch(`${origin}/internal/force_flush`);

      const ask = async (query: string) => {
        for (;;) {
          const response = await fetch(`${origin}/api/v1/query?query=${encodeURIComponent(query)}`);
          const { result } = Found.parse(await response.json()).data;
          // It answers of whole seconds: what has just come is found in the next.
          if (result.length > 0)
            return result.map(({ metric, value: [, value] }) => ({ ...metric, value: Number(value) }));
          await pause(50);
        }
      };
      assert.deepEqual(await ask('sum by (gen_ai_token_type) (gen_ai_client_token_usage_sum)'), [
        { gen_ai_token_type: 'input', value: 1_000 },
        { gen_ai_token_type: 'output', value: 200 },
      ]);
      assert.deepEqual(await ask('sum by (gen_ai_provider_name, keyway_cost_from) (keyway_cost_total)'), [
        { gen_ai_provider_name: 'aws.bedrock', keyway_cost_from: 'reported', value: 0.0031 },
        { gen_ai_provider_name: 'openai', keyway_cost_from: 'computed', value: 0.0031 },
      ]);
      const duration = 'gen_ai_client_operation_duration_seconds';
      assert.deepEqual(await ask(`sum by (error_type) (${duration}_count{error_type!=""})`), [
        { error_type: 'rate', value: 1 },
      ]);
      assert.deepEqual(await ask(`sum(${duration}_bucket{le="1.28"})`), [{ value: 1 }]);
    });
  });
