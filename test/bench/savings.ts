/** `npm run bench:savings`: what a fixed month costs at one flagship and as Keyway routes it, at the prices of the bundled table. */
import workloadJson from './savings-workload.json' with { type: 'json' };
import { floors, gradeOf } from '../../src/core/strength.ts';
import { modelKey, type Model } from '../../src/core/provider.ts';
import {
  bundledOffers,
  byCost,
  fiveKeys,
  isAtLeast,
  isFree,
  only,
  routed,
  sumsOf,
  totalOf,
  workloadSchema,
  type RowSum,
} from './savings-sums.ts';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const money = (usd: number): string => `$${usd.toFixed(2)}`;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const workload = workloadSchema.parse(workloadJson);
const offers = await bundledOffers(Date.parse(`${workload.date}T12:00:00Z`));
const models = offers.map(({ model }) => model).filter((model) => !isFree(model));

const of = (list: readonly { model: Model; usd: number }[], place: number): Model => {
  const found = list.at(place);
  if (!found) throw new Error('The table has no such model.');
  return found.model;
};

const flagships = byCost(
  workload,
  models.filter((model) => isAtLeast(model, gradeOf.best)),
);
const vectors = byCost(
  workload,
  models.filter(({ kind, strength }) => kind === 'embedding' && strength?.embedding),
);
const openai = flagships.filter(({ model }) => model.provider === 'openai');
const openaiVectors = vectors.filter(({ model }) => model.provider === 'openai');

const baselines = [
  { name: 'the dearest flagship of these keys', chat: of(flagships, -1), embedding: of(vectors, -1) },
  { name: 'OpenAI’s dearest flagship', chat: of(openai, -1), embedding: of(openaiVectors, -1) },
  { name: 'OpenAI’s cheapest flagship', chat: of(openai, 0), embedding: of(openaiVectors, -1) },
  { name: 'the cheapest flagship of these keys', chat: of(flagships, 0), embedding: of(openaiVectors, -1) },
].map((baseline) => {
  const sums = sumsOf(workload, only(baseline.chat, baseline.embedding)) ?? [];
  return { ...baseline, sums, total: totalOf(sums) };
});

const show = (title: string, sums: readonly RowSum[]): void => {
  say(`${title}: ${money(totalOf(sums))}`);
  for (const { row, usd, byModel } of sums) {
    const shares = [...byModel].toSorted(([, a], [, b]) => b - a);
    const names = shares.map(([name, part]) => (shares.length > 1 ? `${name} ${money(part)}` : name)).join(', ');
    say(`  ${row.name.padEnd(22)} ${money(usd).padStart(9)}  ${names}`);
  }
};

const requests = workload.rows.reduce((sum, { conversations, turns }) => sum + conversations * turns, 0);
say(`${workload.what}`);
say(`${requests} requests, prices of the bundled table, ${workload.date}.`);
for (const key of fiveKeys) {
  const rows = offers.flatMap(({ model }) => (model.provider === key ? [model] : []));
  const rated = rows.filter(({ strength }) => strength).length;
  const none = 'no rows in the bundled table (its models and prices come from its live list): not part of this sum';
  say(`  ${key}: ${rows.length === 0 ? none : `${rows.length} models, ${rated} of them rated`}`);
}
const free = offers.flatMap(({ model }) => (isFree(model) ? [modelKey(model)] : []));
say(
  `Free for few requests a day, and therefore used only where nothing else is left: ${free.join(', ') || 'nothing'}.`,
);
say();
for (const { name, chat, embedding, sums } of baselines)
  show(`All at ${name}, ${chat.name} (vectors: ${embedding.name})`, sums);
say();
const routes = floors.flatMap((floor) => {
  const sums = sumsOf(workload, routed(offers, floor));
  return sums ? [{ floor, sums, total: totalOf(sums) }] : [];
});
for (const { floor, sums, total } of routes) {
  show(`Routed, floor “${floor}”`, sums);
  for (const baseline of baselines)
    say(`    ${percent(1 - total / baseline.total).padStart(7)} less than all at ${baseline.name}`);
}
say();

say('Claims that are often made, by these numbers:');
const verdict = (holds: boolean): string => (holds ? 'true ' : 'FALSE');
const coding = { ...workload, rows: workload.rows.filter(({ task }) => task === 'code') };
for (const floor of floors) {
  const coders = models.filter((model) => model.tools && (model.strength?.code ?? 0) >= gradeOf[floor]);
  const [cheapest] = byCost(coding, coders);
  const deepseek = byCost(coding, coders).find(({ model }) => model.provider === 'deepseek');
  if (!cheapest) continue;
  const there = deepseek ? `${modelKey(deepseek.model)} ${money(deepseek.usd)}` : 'DeepSeek has no model this good';
  say(
    `  ${verdict(cheapest === deepseek)} “DeepSeek is the cheapest coder” (${floor}): ` +
      `${modelKey(cheapest.model)} ${money(cheapest.usd)}, ${there}`,
  );
}
const rivals = baselines.filter(({ chat }, place) => baselines.findIndex((other) => other.chat === chat) === place);
for (const { floor, total } of routes)
  for (const { chat, total: usd } of rivals) {
    const saved = 1 - total / usd;
    say(`  ${verdict(saved >= 0.9)} “routing saves 90 %” (${floor}, against ${modelKey(chat)}): ${percent(saved)}`);
  }
for (const { floor, sums } of routes) {
  const [single] = byCost(
    workload,
    models.filter((model) => model.tools && isAtLeast(model, gradeOf[floor])),
  );
  if (!single) continue;
  const saved = 1 - totalOf(sums.filter(({ row }) => row.task !== 'embedding')) / single.usd;
  const against = `${floor}, against ${modelKey(single.model)}, the cheapest one model that is good enough for all`;
  say(`  ${verdict(saved >= 0.1)} “choosing anew for each request saves much” (${against}): ${percent(saved)}`);
}
say('Answers are taken to be as long everywhere, in words: models that think longer cost more than this.');
