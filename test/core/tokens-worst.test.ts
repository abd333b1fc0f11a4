import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encode as encodeOld } from 'gpt-tokenizer/encoding/cl100k_base';
import { encode as encodeNew } from 'gpt-tokenizer/encoding/o200k_base';
import type { ChatRequest } from '../../src/core/chat.ts';
import { worstCost } from '../../src/core/expect.ts';
import { plan } from '../../src/core/plan.ts';
import { Health } from '../../src/core/health.ts';
import { countRequest } from '../../src/core/tokens.ts';
import { worstImage, worstPrompt, worstTokens } from '../../src/core/tokens-worst.ts';
import { asked, model, offer } from './samples.ts';

const real = (text: string): number =>
  Math.max(encodeOld(text, { allowedSpecial: 'all' }).length, encodeNew(text, { allowedSpecial: 'all' }).length);

const bytes = Uint8Array.from({ length: 6_000 }, (_, at) => (at * 7_919 + at * at * 31) & 255);

const texts: Readonly<Record<string, string>> = {
  Hindi: 'यह एक लंबा वाक्य है जिसमें कई शब्द हैं और यह परीक्षण के लिए लिखा गया है। ',
  Georgian: 'ეს არის გრძელი წინადადება, რომელიც შეიცავს ბევრ სიტყვას და დაწერილია შესამოწმებლად. ',
  Tamil: 'இது பல சொற்களைக் கொண்ட ஒரு நீண்ட வாக்கியம் ஆகும், இது சோதனைக்காக எழுதப்பட்டது. ',
  Amharic: 'ይህ ብዙ ቃላትን የያዘ ረጅም ዓረፍተ ነገር ነው እና ለሙከራ የተጻፈ ነው። ',
  Russian: 'Это длинное предложение, содержащее много слов и написанное для проверки. ',
  Chinese: '这是一个很长的句子，包含许多单词，是为测试而写的。',
  'a mixture': 'const имя = "ስም"; // 名前 and some English around it\n',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀',
  arrows: '↠⇉⟿⨂⫷⦿',
  mathematics: '∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β = ¬(¬α ∨ β), ',
  'marks upon letters': 'Z̷̢a̵l̶g̸o̷ t̵e̶x̷t̸ ',
  'rare letters': '𐍈𒀀𓀀𝕬𝖇𝖈',
  base64: Buffer.from(bytes).toString('base64'),
  hexadecimal: Buffer.from(bytes).toString('hex'),
  numbers: '3.14159, 2.71828; 1024 4096 65536\t',
};

describe('the most tokens of a text', () => {
  for (const [what, text] of Object.entries(texts)) {
    it(`are no fewer than any tokenizer makes of ${what}`, () => {
      const long = text.repeat(text.length > 1_000 ? 1 : 50);
      assert.ok(worstTokens(long) >= real(long), `${worstTokens(long)} ${real(long)}`);
    });
  }

  it('are no fewer than any tokenizer makes of letters beyond Latin, in whatever order', () => {
    const letter = fc.integer({ min: 0x250, max: 0xfffd }).map((code) => String.fromCharCode(code).toWellFormed());
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 60 }), (letters) => {
        const text = letters.join('');
        assert.ok(worstTokens(text) >= real(text));
      }),
    );
  });

  it('count each digit: some tokenizers join none', () => assert.ok(worstTokens('7'.repeat(300)) >= 300));
});

const png = { type: 'image', mime: 'image/png', data: new Uint8Array(10) } as const;

const showing = (count: number): ChatRequest =>
  asked({
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'What is this?' }, ...Array.from({ length: count }, () => png)] },
    ],
  });

describe('the most tokens of a prompt', () => {
  const most = (request: ChatRequest, id: string): number => worstPrompt(request, () => countRequest(request))({ id });

  it('have every picture as its maker bills the largest, also inside of a tool result', () => {
    const none = most(showing(0), 'gpt-4o-mini');
    // OpenAI: 2,833 + 5,667 for each of the four tiles of 1,024 x 1,024, 25,501 tokens (documentation, 2026-11).
    assert.ok(most(showing(5), 'openai/gpt-4o-mini-2024-07-18') - none >= 5 * 25_501);
    const result = { type: 'tool-result', id: 'a', content: [png] } as const;
    const inside = asked({ messages: [{ role: 'user', content: [result] }] });
    assert.ok(most(inside, 'gpt-4o-mini') >= 25_501);
  });

  const images: readonly (readonly [id: string, tokens: number])[] = [
    ['gpt-4o', 1_445],
    ['gpt-4.1-nano', 3_779],
    ['anthropic/claude-opus-5', 5_000],
    ['us.anthropic.claude-sonnet-5-v1:0', 5_000],
    ['gemini-3-pro', 30_000],
    ['qwen3-vl', 30_000],
  ];
  for (const [id, tokens] of images)
    it(`take ${tokens} for a picture of ${id}`, () => assert.equal(worstImage({ id }), tokens));

  it('are what a strict budget reserves for a plan', () => {
    const [route] = plan({
      request: asked({ messages: [{ role: 'user', content: [{ type: 'text', text: 'ስም '.repeat(2_000) }, png] }] }),
      task: 'chat',
      offers: [offer('acme/gpt-4o-mini', ['k1'], { price: { input: 1, output: 0 } })],
      health: new Health(),
      now: 0,
      picked: true,
    }).routes;
    const worst = route?.worst;
    assert.ok(worst && worst.from !== 'unknown' && worst.usd * 1e6 >= 2_000 * 6 + 48_169, JSON.stringify(worst));
  });

  it('are a share above the count where nobody looked at the texts', () => {
    const cost = worstCost(model('acme/m', { price: { input: 1, output: 0 } }), {
      task: 'chat',
      promptTokens: 1_000,
      now: 0,
    });
    assert.ok(cost.from !== 'unknown' && Math.round(cost.usd * 1e6) === 1_400);
  });
});
