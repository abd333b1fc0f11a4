import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { ChatRequest } from '../../src/core/chat.ts';
import { countRequest, countTokens, mostTokens } from '../../src/core/tokens.ts';
import { asked, said } from './samples.ts';

const exact = (text: string): number => encode(text, { allowedSpecial: 'all' }).length;

/** How far the estimate is off over all texts together: 0.1 is ten per cent too many. */
const errorOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + countTokens(text), 0) / texts.reduce((sum, text) => sum + exact(text), 0) - 1;

const modules = join(import.meta.dirname, '../../node_modules');

/** Up to `most` files of a package, spread over all there are, each at most 30 kB. */
const filesOf = (folder: string, ending: RegExp, most = 12): readonly string[] => {
  const root = join(modules, folder);
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !path.includes('node_modules'))
    .toSorted()
    .map((path) => join(root, path))
    .filter((path) => statSync(path).isFile() && statSync(path).size > 1_500);
  const step = Math.max(1, Math.floor(all.length / most));
  return all
    .filter((_, index) => index % step === 0)
    .slice(0, most)
    .map((path) => readFileSync(path, 'utf8').slice(0, 30_000));
};

/** Real text that the development tools bring along. */
const corpora: Readonly<Record<string, () => readonly string[]>> = {
  TypeScript: () => [
    ...filesOf('openai/src', /\.ts$/),
    ...filesOf('zod/src', /\.ts$/),
    ...filesOf('eventsource-parser/src', /\.ts$/),
  ],
  'type declarations': () => [...filesOf('@types/node', /\.d\.ts$/), ...filesOf('@anthropic-ai/sdk', /\.d\.ts$/)],
  JavaScript: () => [
    ...filesOf('mocha/lib', /\.js$/),
    ...filesOf('fast-check/lib', /\.js$/),
    ...filesOf('ajv/dist', /\.js$/),
  ],
  'minified JavaScript': () => filesOf('ajv/dist', /\.min\.js$/).concat(filesOf('playwright-core/lib', /vite.*\.js$/)),
  Markdown: () =>
    ['ajv', 'mocha', 'zod', 'openai', 'esbuild', 'fast-check', 'gpt-tokenizer', 'mockttp'].flatMap((name) =>
      filesOf(name, /(?:README|CHANGELOG)\.md$/, 2),
    ),
  JSON: () =>
    ['ajv', 'mocha', 'openai', 'esbuild', 'playwright-core', 'typescript'].flatMap((name) =>
      filesOf(name, /\.json$/, 4),
    ),
  'a lock file': () => [readFileSync(join(modules, '../package-lock.json'), 'utf8').slice(0, 60_000)],
  CSS: () => [...filesOf('mocha', /\.css$/), ...filesOf('playwright-core/lib', /\.css$/)],
};

const python = `
from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Optional


@dataclass(frozen=True)
class Reading:
    """One line of the meter's log."""

    station: str
    celsius: float
    taken_at: int = 0
    tags: list[str] = field(default_factory=list)

    @property
    def fahrenheit(self) -> float:
        return self.celsius * 9 / 5 + 32


def read_log(path: Path, *, skip_header: bool = True) -> Iterator[Reading]:
    with path.open("r", encoding="utf-8") as handle:
        for number, line in enumerate(handle, start=1):
            if skip_header and number == 1:
                continue
            try:
                station, value, stamp = line.rstrip("\\n").split(";")
                yield Reading(station=station, celsius=float(value), taken_at=int(stamp))
            except ValueError as error:
                raise RuntimeError(f"{path.name}:{number}: not a reading: {line!r}") from error


async def warmest(paths: list[Path]) -> Optional[Reading]:
    loop = asyncio.get_running_loop()
    tasks = [loop.run_in_executor(None, lambda p=p: max(read_log(p), key=lambda r: r.celsius)) for p in paths]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    readings = [result for result in results if isinstance(result, Reading)]
    return max(readings, key=lambda reading: reading.celsius, default=None)


if __name__ == "__main__":
    best = asyncio.run(warmest(sorted(Path("logs").glob("*.csv"))))
    print("nothing read" if best is None else f"{best.station}: {best.celsius:.1f}")
`;

const rust = `
use std::collections::HashMap;
use std::fmt;

/// A token of the small language.
#[derive(Debug, Clone, PartialEq)]
pub enum Token<'a> {
    Number(f64),
    Name(&'a str),
    Open,
    Close,
}

#[derive(Debug)]
pub struct ParseError {
    position: usize,
    message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.message, self.position)
    }
}

impl std::error::Error for ParseError {}

pub fn tokenize(source: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = Vec::with_capacity(source.len() / 4);
    let mut chars = source.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        match c {
            '(' => { tokens.push(Token::Open); chars.next(); }
            ')' => { tokens.push(Token::Close); chars.next(); }
            c if c.is_whitespace() => { chars.next(); }
            c if c.is_ascii_digit() => {
                let mut end = start;
                while let Some(&(i, d)) = chars.peek() {
                    if !d.is_ascii_digit() && d != '.' { break; }
                    end = i + d.len_utf8();
                    chars.next();
                }
                let value = source[start..end].parse::<f64>().map_err(|e| ParseError {
                    position: start,
                    message: e.to_string(),
                })?;
                tokens.push(Token::Number(value));
            }
            _ => return Err(ParseError { position: start, message: format!("unexpected {c:?}") }),
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_names() {
        let mut seen: HashMap<String, usize> = HashMap::new();
        *seen.entry("x".to_owned()).or_insert(0) += 1;
        assert_eq!(seen.get("x"), Some(&1));
        assert!(tokenize("(1.5 2)").is_ok());
    }
}
`;

const go = `
package cache

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrMissing is returned when nothing is stored under a name.
var ErrMissing = errors.New("cache: missing")

type entry struct {
	value   []byte
	expires time.Time
}

// Cache keeps values until they expire. The zero value is not usable: call New.
type Cache struct {
	mu      sync.RWMutex
	entries map[string]entry
	now     func() time.Time
}

func New(now func() time.Time) *Cache {
	if now == nil {
		now = time.Now
	}
	return &Cache{entries: make(map[string]entry), now: now}
}

func (c *Cache) Get(ctx context.Context, name string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("get %q: %w", name, err)
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	found, ok := c.entries[name]
	if !ok || c.now().After(found.expires) {
		return nil, ErrMissing
	}
	return found.value, nil
}

func (c *Cache) Sweep() (removed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, e := range c.entries {
		if c.now().After(e.expires) {
			delete(c.entries, name)
			removed++
		}
	}
	return removed
}
`;

const java = `
package org.example.orders;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * An order that can still be changed.
 *
 * @see OrderService
 */
public final class DraftOrder {
    private final String customerId;
    private final List<OrderLine> lines = new ArrayList<>();

    public DraftOrder(String customerId) {
        this.customerId = Objects.requireNonNull(customerId, "customerId");
    }

    public String getCustomerId() {
        return customerId;
    }

    public synchronized void addLine(Product product, int quantity) {
        if (quantity <= 0) {
            throw new IllegalArgumentException("quantity must be positive: " + quantity);
        }
        lines.add(new OrderLine(product, quantity));
    }

    public BigDecimal total() {
        return lines.stream()
                .map(line -> line.product().price().multiply(BigDecimal.valueOf(line.quantity())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public List<String> productNames() {
        return Collections.unmodifiableList(
                lines.stream().map(line -> line.product().name()).sorted().collect(Collectors.toList()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DraftOrder that && customerId.equals(that.customerId) && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(customerId, lines);
    }
}
`;

const c = `
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RING_SIZE 256u
#define RING_MASK (RING_SIZE - 1u)

struct ring {
	uint8_t data[RING_SIZE];
	unsigned int head;
	unsigned int tail;
};

static inline unsigned int ring_used(const struct ring *r)
{
	return (r->head - r->tail) & RING_MASK;
}

int ring_push(struct ring *r, const void *src, size_t len)
{
	const uint8_t *p = src;
	size_t i;

	if (!r || !src)
		return -EINVAL;
	if (len > RING_SIZE - 1 - ring_used(r))
		return -ENOSPC;
	for (i = 0; i < len; i++) {
		r->data[r->head] = p[i];
		r->head = (r->head + 1) & RING_MASK;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct ring *r = calloc(1, sizeof(*r));

	if (r == NULL) {
		fprintf(stderr, "%s: out of memory\\n", argv[0]);
		return EXIT_FAILURE;
	}
	for (int i = 1; i < argc; i++) {
		int err = ring_push(r, argv[i], strlen(argv[i]));
		if (err < 0)
			printf("argument %d: %s\\n", i, strerror(-err));
	}
	free(r);
	return EXIT_SUCCESS;
}
`;

const html = `
<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Opening hours</title>
    <link rel="stylesheet" href="/assets/site.css" />
    <script type="module" src="/assets/main.js" defer></script>
  </head>
  <body class="page page--hours">
    <header class="site-header">
      <a class="logo" href="/"><img src="/assets/logo.svg" alt="Home" width="120" height="32" /></a>
      <nav aria-label="Main">
        <ul>
          <li><a href="/about">About us</a></li>
          <li><a href="/contact?from=hours#form">Contact &amp; directions</a></li>
        </ul>
      </nav>
    </header>
    <main id="content">
      <h1>Opening hours</h1>
      <table>
        <thead>
          <tr><th scope="col">Day</th><th scope="col">Open</th><th scope="col">Closed</th></tr>
        </thead>
        <tbody>
          <tr><td>Monday</td><td>09:00</td><td>17:30</td></tr>
          <tr><td>Tuesday</td><td>09:00</td><td>17:30</td></tr>
        </tbody>
      </table>
      <form method="post" action="/subscribe">
        <label for="email">Email address</label>
        <input id="email" name="email" type="email" required autocomplete="email" />
        <button type="submit" data-action="subscribe">Subscribe</button>
      </form>
    </main>
  </body>
</html>
`;

const yaml = `
name: build
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
  test:
    runs-on: \${{ matrix.os }}
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-latest, windows-latest, macos-latest]
        node: ['22', '24']
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 1
      - name: Set up Node
        uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
          cache: npm
      - run: npm ci --ignore-scripts
      - run: npm test -- --reporter spec
        env:
          CI: true
          LOG_LEVEL: debug
services:
  database:
    image: postgres:17
    ports:
      - "5432:5432"
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "app"]
      interval: 10s
      retries: 5
`;

const english = `
The keeper of the lighthouse wrote in the log every evening, although nothing had happened for eleven years. He described
the wind, the height of the waves and the ships that passed without stopping; he counted them, and at the end of each month
he added up the columns and signed his name. When the inspector finally arrived, he found forty-four volumes on the shelf,
all in the same careful handwriting. "Why did you do it?" he asked. The keeper didn't answer at once. "Somebody has to know
that nothing went wrong," he said, and closed the window, because it had begun to rain.
`;

const translated = (locale: string): readonly string[] => {
  const [text = ''] = filesOf(`ts-json-schema-generator/node_modules/typescript/lib/${locale}`, /\.json$/);
  return [Object.values<string>(JSON.parse(text.slice(0, text.lastIndexOf(',')) + '}')).join('\n')];
};

/** Bytes as random as a picture's, the same in every run. */
const bytes = (count: number): Buffer => {
  let state = 42;
  return Buffer.from(
    Array.from({ length: count }, () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16),
  );
};

const within = (error: number, limit: number): void =>
  assert.ok(Math.abs(error) <= limit, `${(error * 100).toFixed(1)} % off`);

describe('tokens of source code', function () {
  // o200k takes its time to load.
  this.timeout(60_000);

  for (const [language, texts] of Object.entries(corpora))
    it(`are within ten per cent of o200k: ${language}`, () => {
      const real = texts();
      assert.ok(real.join('').length > 20_000, 'enough text to say something');
      within(errorOf(real), 0.1);
    });

  for (const [language, text] of Object.entries({ python, rust, go, java, c, html, yaml }))
    it(`are within ten per cent of o200k: ${language}`, () => within(errorOf([text]), 0.1));
});

describe('tokens of other text', function () {
  this.timeout(60_000);

  it('are within fifteen per cent for English prose', () => within(errorOf([english]), 0.15));

  for (const locale of ['zh-cn', 'zh-tw', 'ja', 'ko'])
    it(`are within a quarter for ${locale}`, () => within(errorOf(translated(locale)), 0.25));

  it('are not a quarter too few for base64 and hexadecimal', () => {
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      for (const count of [60, 600, 6_000]) {
        const error = errorOf([bytes(count).toString(encoding)]);
        assert.ok(error >= -0.25 && error <= 0.25, `${encoding} of ${count} bytes: ${(error * 100).toFixed(1)} %`);
      }
  });

  it('are of the right order for emoji and rules', () => {
    for (const text of [
      '👍'.repeat(500),
      '👩‍👩‍👧'.repeat(200),
      '='.repeat(5_000),
      ' '.repeat(5_000),
      '\n'.repeat(5_000),
      '0'.repeat(5_000),
    ]) {
      const factor = countTokens(text) / exact(text);
      assert.ok(factor > 0.5 && factor < 2.5, `${JSON.stringify(text.slice(0, 4))}: ${factor}`);
    }
  });
});

describe('tokens of any text', () => {
  it('are a whole number, at least one unless there is no text, and never more than its bytes', () => {
    assert.equal(countTokens(''), 0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const tokens = countTokens(text);
        assert.ok(Number.isInteger(tokens) && tokens >= 1, String(tokens));
        assert.ok(tokens <= Buffer.byteLength(text) + 1, `${tokens} of ${JSON.stringify(text)}`);
      }),
    );
  });

  it('of half an emoji are counted, not refused', () => {
    for (const half of ['\ud83d', '\ude00', 'a\ud83d b']) assert.ok(countTokens(half) >= 1);
  });

  it('grow with the text and no faster than it, however it repeats', () => {
    for (const unit of ['a', 'aB3', 'é', '汉', '👍', ' ', '\t', '\r\n', '{"', '-', '1', '_', '.x']) {
      const short = countTokens(unit.repeat(1_000));
      const long = countTokens(unit.repeat(100_000));
      assert.ok(long >= short && long <= short * 101, `${JSON.stringify(unit)}: ${short}, ${long}`);
    }
  });

  it('of two texts together are about those of each', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.ok(Math.abs(countTokens(a + b) - countTokens(a) - countTokens(b)) <= 8);
      }),
    );
  });
});

describe('tokens of a request', () => {
  const empty: ChatRequest = { messages: [], tools: [], toolChoice: 'auto' };

  it('are none where nothing is sent', () => assert.equal(countRequest(empty), 0));

  it('are its text and a little more for each message', () => {
    const text = 'What is a monad?';
    const count = countRequest(asked({ messages: [said(text), said(text)] }));
    assert.ok(count > 2 * countTokens(text) && count < 2 * countTokens(text) + 20, String(count));
  });

  it('include the schemas of tools', () => {
    const schema = {
      type: 'object',
      properties: { path: { type: 'string', description: 'Where the file is. '.repeat(20) } },
    };
    const tool = { name: 'read', description: 'Reads a file.', schema };
    const more =
      countRequest({ ...empty, tools: [tool] }) - countRequest({ ...empty, tools: [{ ...tool, schema: undefined }] });
    assert.equal(more, countTokens(JSON.stringify(schema)));
  });

  it('include tool calls, their results and reasoning', () => {
    const without = countRequest(empty);
    const parts: ChatRequest['messages'] = [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Let me look.' },
          { type: 'tool-call', id: '1', name: 'read', input: { path: 'src/index.ts' } },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool-result', id: '1', content: [{ type: 'text', text: 'x'.repeat(3_000) }] }],
      },
    ];
    assert.ok(countRequest({ ...empty, messages: parts }) - without > countTokens('x'.repeat(3_000)) + 10);
  });

  it('include reasoning that is sealed, also on a tool call, and never more than the bound without counting', () => {
    const seal = { provider: 'acme', model: 'm', value: 'A'.repeat(80_000) };
    const reasoning = { type: 'reasoning', text: '', seal } as const;
    const request: ChatRequest = { ...empty, messages: [{ role: 'assistant', content: [reasoning] }] };
    assert.ok(countRequest(request) >= 20_000);
    assert.ok(countRequest(request) <= mostTokens(request));
    const call = { type: 'tool-call', id: '1', name: 'read', input: {}, seal } as const;
    assert.ok(countRequest({ ...empty, messages: [{ role: 'assistant', content: [call] }] }) >= 20_000);
  });

  it('are the same for a small and a large image, also inside a tool result', () => {
    const image = (size: number) => ({ type: 'image', mime: 'image/png', data: new Uint8Array(size) }) as const;
    const sizes = [10, 1_000_000].map((size) =>
      countRequest({ ...empty, messages: [{ role: 'user', content: [image(size)] }] }),
    );
    assert.equal(sizes[0], sizes[1]);
    assert.ok((sizes[0] ?? 0) >= 700);
    const inside = countRequest({
      ...empty,
      messages: [{ role: 'user', content: [{ type: 'tool-result', id: '1', content: [image(10)] }] }],
    });
    assert.ok(inside >= (sizes[0] ?? Infinity));
  });

  it('never are more than the bound that is known without counting', () => {
    const dirty = fc.string({
      unit: fc.constantFrom('a', 'B', '7', ' ', '\n', '→', '{', 'é', '漢', '👩', '_', '\ud800'),
      maxLength: 60,
    });
    const texts = fc.oneof(fc.string({ unit: 'binary' }), dirty);
    const message = fc.array(texts).map((all) => ({
      role: 'user' as const,
      content: all.map((text) => ({ type: 'text' as const, text })),
    }));
    fc.assert(
      fc.property(
        fc.array(message),
        (messages) => countRequest({ ...empty, messages }) <= mostTokens({ ...empty, messages }),
      ),
      { numRuns: 500 },
    );
  });
});
