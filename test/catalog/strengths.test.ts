import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bundled, type Row } from '../../src/catalog/catalog.ts';
import { modelName } from '../../src/catalog/model-name.ts';
import { gradeFor, rubric, strengthFrom } from '../../src/catalog/rubric.ts';
import { families, familyOf } from '../../src/catalog/strengths.ts';
import { skills } from '../../src/core/strength.ts';

const today = '2026-11-21';
const table: Row[] = [];
before(async () => {
  table.push(...(await bundled()).models);
});

const named = (id: string, provider = 'openrouter'): string | undefined => familyOf(provider, id)?.name;

describe('the table of strengths', () => {
  it('says of every number where and when it was published', () => {
    for (const { name, measurements, inferredFrom } of families()) {
      assert.ok(measurements.length > 0 || inferredFrom, `${name} has a measurement or a measured predecessor`);
      for (const { source, date } of [...measurements, ...(inferredFrom ? [inferredFrom] : [])]) {
        assert.equal(new URL(source).protocol, 'https:', `${name}: ${source}`);
        assert.match(date, /^20\d{2}-\d{2}-\d{2}$/, name);
        assert.equal(new Date(date).toISOString().slice(0, 10), date, `${name}: ${date} is a day`);
        assert.ok(date >= '2023-01-01' && date <= today, `${name}: ${date}`);
      }
    }
  });

  it('has only benchmarks of the rubric, with scores in their range', () => {
    const most = (benchmark: string): number => {
      if (benchmark.startsWith('arena-')) return 2_000;
      return benchmark === 'agentset-ndcg' ? 1 : 100;
    };
    for (const { name, measurements } of families())
      for (const { benchmark, score } of measurements) {
        assert.ok(rubric[benchmark], `${name}: ${benchmark}`);
        assert.ok(score >= (most(benchmark) === 2_000 ? 900 : 0) && score <= most(benchmark), `${name}: ${benchmark}`);
      }
  });

  it('grades by the rubric, and a successor as its predecessor where nobody has measured it', () => {
    const byName = new Map(families().map((family) => [family.name, family]));
    for (const { name, measurements, strength, inferred, inferredFrom } of families()) {
      const measured = strengthFrom(measurements);
      const before = inferredFrom && byName.get(inferredFrom.family);
      assert.equal(before === undefined, inferredFrom === undefined, `${name}: its predecessor is in the table`);
      assert.equal(before?.inferredFrom, undefined, `${name}: its predecessor was measured`);
      for (const skill of skills) {
        const expected = inferred.includes(skill) ? before?.strength[skill] : measured[skill];
        assert.equal(strength[skill], expected, `${name}: ${skill}`);
      }
      assert.ok(Object.keys(strength).length > 0, `${name} has a grade`);
    }
  });

  it('has every family and every name once', () => {
    const names = families().map(({ name }) => name);
    const ids = families().flatMap((family) => family.ids.map((id) => id.replaceAll('.', '-')));
    assert.deepEqual(
      [names, ids].map((list) => list.filter((item, index) => list.indexOf(item) < index)),
      [[], []],
    );
  });

  it('finds every family by each of its names', () => {
    for (const family of families())
      for (const id of family.ids) {
        const [provider, name] = id.includes(':')
          ? [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)]
          : ['x', id];
        assert.equal(familyOf(provider, name)?.name, family.name, id);
      }
  });
});

describe('the rubric', () => {
  it('has rising thresholds', () => {
    for (const { from } of Object.values(rubric))
      assert.deepEqual(
        from.toSorted((a, b) => a - b),
        from,
      );
  });

  it('takes the middle grade, and of two middle ones the lower', () => {
    const of = (...percents: readonly number[]) =>
      strengthFrom(percents.map((score) => ({ benchmark: 'swe-bench-verified', score, source: '', date: '' }))).code;
    assert.deepEqual(
      [of(49.9), of(50), of(72), of(88), of(), of(90, 10), of(90, 10, 75), of(90, 90, 75, 10), of(90, 90, 90, 10)],
      [1, 2, 3, 4, undefined, 1, 3, 3, 4],
    );
  });

  it('is never above the best result nor below the worst', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), (scores) => {
        const results = scores.map((score) => ({ benchmark: 'gpqa-diamond', score, source: '', date: '' }));
        const grades = results.map((result) => gradeFor(result) ?? 0);
        const { reasoning = 0 } = strengthFrom(results);
        assert.ok(reasoning >= Math.min(...grades) && reasoning <= Math.max(...grades));
        assert.ok(grades.filter((grade) => grade <= reasoning).length * 2 >= grades.length);
      }),
    ));
});

/** One model as it is called in many places. */
const same: Readonly<Record<string, readonly string[]>> = {
  'GPT-5 mini': [
    'gpt-5-mini',
    'openai/gpt-5-mini',
    'gpt-5-mini-2025-08-07',
    'azure/gpt-5-mini',
    'openrouter/openai/gpt-5-mini',
  ],
  'GPT-5.4': ['databricks-gpt-5-4', 'openai.gpt-5.4', 'openai/gpt-5.4', 'gpt-5.4-2026-03-05'],
  'Claude Opus 4.5': [
    'claude-opus-4-5',
    'claude-opus-4-5-20251101',
    'claude-opus-4-5@20251101',
    'anthropic/claude-opus-4.5',
    'anthropic.claude-opus-4-5-20251101-v1:0',
    'us.anthropic.claude-opus-4-5-20251101-v1:0',
    'bedrock/global.anthropic.claude-opus-4-5-20251101-v1:0',
    'databricks-claude-opus-4-5',
  ],
  'Claude Opus 4.6': ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6[1m]'],
  'Claude Sonnet 4': ['apac.anthropic.claude-sonnet-4-20250514-v1:0', 'databricks-claude-sonnet-4'],
  'DeepSeek V4.1 Flash': [
    'accounts/fireworks/models/deepseek-v4p1-flash',
    'accounts/fireworks/routers/deepseek-v4p1-flash-spot',
    'deepseek-ai/DeepSeek-V4.1-Flash',
  ],
  'GLM-5.3': [
    'accounts/fireworks/routers/glm-5p3-fast',
    'zai-glm-5-3',
    'us.zai.glm-5.3',
    '@cf/zai-org/glm-5.3',
    'z-ai/glm-5.3:exacto',
  ],
  'DeepSeek V3.1': ['deepseek/deepseek-v3.1', 'deepseek-v3.1:671b-cloud'],
  'DeepSeek V3.2': [
    'deepseek.v3.2',
    'deepseek-ai/DeepSeek-V3.2',
    'deepseek/deepseek-v3.2:free',
    'deepseek-ai/DeepSeek-V3.2:together',
  ],
  'Qwen3 Coder 480B A35B': [
    'Qwen/Qwen3-Coder-480B-A35B-Instruct',
    'Qwen/Qwen3-Coder-480B-A35B-Instruct-Turbo',
    'qwen3-coder:480b-cloud',
    'qwen.qwen3-coder-480b-a35b-v1:0',
  ],
  'Llama 3.3 70B': [
    'meta-llama/Llama-3.3-70B-Instruct',
    '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
    'us.meta.llama3-3-70b-instruct-v1:0',
    'llama3.3:70b',
    'llama3.3:70b-instruct-q4_K_M',
  ],
  'Llama 3.2 3B': ['llama3.2:3b', 'meta-llama/llama-3.2-3b-instruct:free'],
  'Llama 3.1 8B': ['meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo'],
  'Gemma 3 27B': ['google/gemma-3-27b-it:free', 'gemma3:27b'],
  'gpt-oss-20b': ['gpt-oss:20b', 'openai.gpt-oss-20b-1:0', 'us-gov.openai.gpt-oss-20b-1:0', '@cf/openai/gpt-oss-20b'],
  'Gemini 2.5 Flash': [
    'models/gemini-2.5-flash',
    'google/gemini-2.5-flash',
    'publishers/google/models/gemini-2.5-flash',
  ],
  'Qwen3.8 27B': ['qwen-3.8-27b', 'Qwen/Qwen3.8-27B'],
  'Cohere Embed v4': ['cohere.embed-v4:0', 'embed-v4.0'],
};

/** Each contains, or almost is, the name of a rated model, and is another. */
const nasty: readonly string[] = [
  '',
  ...`
    gpt-5-codex gpt-5-pro gpt-5-search-api-2025-10-14 gpt-5.3-codex-spark gpt-5.2-pro gpt-50 gpt-5.10 my-gpt-5
    gpt-4o-audio-preview gpt-4o-realtime-preview-2024-12-17 gpt-4o-mini-tts gpt-4o-search-preview gpt-4-1106-preview
    gpt-4-32k ft:gpt-4o-mini:acme::abc openai/gpt-oss-safeguard-20b gpt-oss-120b-abliterated o3-deep-research
    o4-mini-deep-research o1-preview claude-opus-4-50 claude-opus-5-6 claude-haiku-5 claude-2.1 acme/claude-opus-5-5
    claude-opus-5-5-distill-8b not-claude-opus-5-5 gemini-2.5-flash-image gemini-2.5-flash-preview-tts
    gemini-2.5-flash-lite-preview-09-2025 gemini-live-2.5-flash gemini-3.5-flash-live gemini-flash-latest
    deepseek-r1-distill-llama-8b deepseek/deepseek-r1-distill-qwen-32b deepseek-ai/DeepSeek-R1-0528-Qwen3-8B
    deepseek-r1:8b deepseek-r1:latest deepseek-r1:70b tngtech/deepseek-r1t-chimera deepseek-v3-base qwen3-8b qwen3:8b
    qwen3:latest Qwen/Qwen3-235B Qwen/Qwen3.8-Flash qwen3-coder-flash Qwen/Qwen3-30B-A3B-Base unsloth/Qwen3-32B-GGUF
    Qwen/Qwen3-VL-32B-Instruct qwen-max Qwen/Qwen3-Reranker-8B llama3.3:latest llama-3.3-8b-instruct
    meta-llama/llama-guard-4-12b NousResearch/Hermes-3-Llama-3.1-70B sao10k/l3.3-euryale-70b
    nvidia/llama-3.1-nemotron-nano-8b-v1 hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M /models/llama-3.2-3b
    glm-5.3v glm-5-turbo zai-org/GLM-4.6V-Flash kimi-k3-dev kimi-k2-turbo-preview kimi-latest
    grok-4-fast-non-reasoning grok-4-1-fast-non-reasoning grok-4.3-mini mistral-large-latest mistral-embed
    mistral-medium mistral-small-creative ministral-3b-latest command-a-vision-07-2025 command-a-reasoning-08-2025
    phi-4-mini phi4-mini:3.8b phi-4-multimodal-instruct voyage-large-2 voyage-3 voyage-3-lite voyage-code-3
    embed-english-light-v3.0 BAAI/bge-reranker-v2-m3 multilingual-e5-large nomic-embed-text jina-embeddings-v2
    text-embedding-3 gemini-embedding-exp accounts/acme/models/deepseek-v4p1-flash
    accounts/fireworks/routers/glm-latest openrouter/auto ~openai/gpt-terra-latest / : gpt-5/ constructor __proto__
    minimax-m2-her
  `
    .trim()
    .split(/\s+/),
];

describe('the family of a model id', () => {
  for (const [family, ids] of Object.entries(same))
    it(`is ${family} wherever it is served`, () => {
      for (const id of ids) assert.equal(named(id), family, id);
    });

  it('is none where an id only contains a name, or says another size or kind', () => {
    assert.deepEqual(
      nasty.flatMap((id) => (named(id) === undefined ? [] : [`${id}: ${named(id)}`])),
      [],
    );
  });

  it('tells neighbours apart', () => {
    const pairs = [
      ['gpt-5', 'gpt-5-mini'],
      ['gpt-5-mini', 'gpt-5-nano'],
      ['gemini-2.5-flash', 'gemini-2.5-flash-lite'],
      ['gemini-3.5-flash', 'gemini-3.5-flash-lite'],
      ['glm-5.3', 'glm-5.3-flash'],
      ['deepseek-v4-flash', 'deepseek-v4-flash-0731'],
      ['gpt-4o-2024-05-13', 'gpt-4o-2024-08-06'],
      ['Qwen/Qwen3-235B-A22B', 'Qwen/Qwen3-235B-A22B-Thinking-2507'],
      ['Qwen/Qwen3-Next-80B-A3B-Instruct', 'Qwen/Qwen3-Next-80B-A3B-Thinking'],
      ['o3', 'o3-mini'],
    ] as const;
    for (const [one, other] of pairs) {
      assert.ok(named(one) && named(other), `${one}, ${other}`);
      assert.notEqual(named(one), named(other), `${one}, ${other}`);
    }
  });

  it('counts an alias of one provider nowhere else', () => {
    assert.equal(named('deepseek-flash', 'deepseek'), 'DeepSeek V4.1 Flash');
    assert.equal(named('deepseek-flash'), undefined);
    assert.equal(named('deepseek.v3-v1:0', 'bedrock'), 'DeepSeek V3.1');
  });

  it('is none for an untagged name at Ollama, whose size nobody says', () => {
    assert.equal(named('deepseek-r1', 'ollama'), undefined);
    assert.equal(named('gpt-oss:20b', 'ollama'), 'gpt-oss-20b');
  });

  it('never changes with capitals, and never throws', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...nasty)), (id) => {
        assert.equal(named(id.toUpperCase()), named(id.toUpperCase().toLowerCase()));
        assert.ok(modelName(id) !== '');
      }),
    ));
});

/** The words of a name that make another model of it. */
const telling = [
  'mini',
  'nano',
  'lite',
  'flash',
  'pro',
  'max',
  'distill',
  'coder',
  'codex',
  'thinking',
  'vl',
  'safeguard',
  'air',
  'plus',
];
const wordsOf = (text: string): string => {
  const words = new Set(text.toLowerCase().split(/[^a-z0-9]+/));
  return telling.filter((word) => words.has(word)).join(' ');
};
const sizesOf = (text: string): string => [...text.toLowerCase().matchAll(/\b\d+(?:\.\d+)?b\b/g)].join(' ');

describe('the models of the bundled table', () => {
  it('have the words and sizes of their family in their id or their name', () => {
    for (const { provider, id, name } of table) {
      const family = familyOf(provider, id);
      if (!family) continue;
      const texts = [id.replaceAll(/(?<=\d)p(?=\d)/g, '.'), name].map((text) => `${wordsOf(text)} ${sizesOf(text)}`);
      const expected = [family.name, ...family.ids].map((text) => `${wordsOf(text)} ${sizesOf(text)}`);
      assert.ok(
        texts.some((text) => expected.includes(text)),
        `${provider}/${id} (${name}) is no ${family.name}`,
      );
    }
  });

  it('are rated for the most part', () => {
    const share = (kind: Row['kind'], rows: readonly Row[]): number => {
      const of = rows.filter((row) => row.kind === kind);
      return of.filter(({ provider, id }) => familyOf(provider, id)?.strength).length / of.length;
    };
    const offered = table.filter(({ retired }) => retired === undefined || retired.on > today);
    const [chat, embedding] = [share('chat', offered), share('embedding', offered)];
    const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
    process.stdout.write(
      `      rated: ${percent(chat)} of the chat models, ${percent(embedding)} of the embedding models\n`,
    );
    assert.ok(chat >= 0.78, percent(chat));
    assert.ok(embedding >= 0.45, percent(embedding));
    // Skills of chat models alone: no embedding model is good at code.
    for (const { provider, id, kind } of table) {
      const rated = Object.keys(familyOf(provider, id)?.strength ?? {});
      assert.ok(
        rated.every((skill) => (skill === 'embedding') === (kind === 'embedding')),
        `${provider}/${id}: ${rated.join()}`,
      );
    }
  });

  it('are matched fast', () => {
    const started = performance.now();
    for (let index = 0; index < 5_000; index++) familyOf('openrouter', `maker-${index % 60}/model-${index}`);
    for (let round = 0; round < 5; round++) for (const { provider, id } of table) familyOf(provider, id);
    assert.ok(performance.now() - started < 250);
  });
});
