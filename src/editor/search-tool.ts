import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { t } from '../core/l10n.ts';
import type { Hit } from '../search/query.ts';
import { abortSignalOf } from './abort.ts';
import { answerText, folderIn } from './search-answer.ts';
import type { SearchIndex } from './search-index.ts';
import { placesNow } from './search-places.ts';
import { noWorkspace } from './search-words.ts';

/** As the manifest declares it. */
const searchTool = 'keyway_search';

const usualResults = 8;
const mostResults = 30;
/** Tokens of an answer, where nobody says how many there may be. */
const usualBudget = 6_000;

/** Models send numbers as texts, and names of things that are not there: what cannot be read is left out. */
const Input = z.object({
  query: z.string().check(z.trim(), z.minLength(1)),
  maxResults: z.catch(z.optional(z.coerce.number().check(z.gte(1))), undefined),
  folder: z.catch(z.optional(z.string()), undefined),
});

export interface SearchToolParts {
  readonly index: SearchIndex | undefined;
  readonly textOf: (hit: Hit) => Promise<string | undefined>;
}

/** What the editor's agent, and every prompt that says `#keywaySearch`, searches with. Never begins an index: that costs. */
export const registerSearchTool = (parts: SearchToolParts): vscode.Disposable =>
  vscode.lm.registerTool<unknown>(searchTool, {
    prepareInvocation: ({ input }) => {
      const query = Input.safeParse(input).data?.query ?? '';
      return {
        invocationMessage: t('Searching code by meaning: “{0}”', query),
        pastTenseMessage: t('Searched code by meaning: “{0}”', query),
      };
    },
    invoke: async ({ input, tokenizationOptions }, token) => {
      const text = await answered(parts, { input, budget: tokenizationOptions?.tokenBudget, token });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });

interface Call {
  readonly input: unknown;
  readonly budget: number | undefined;
  readonly token: vscode.CancellationToken;
}

const answered = async ({ index, textOf }: SearchToolParts, { input, budget, token }: Call): Promise<string> => {
  const { data } = Input.safeParse(input);
  if (!data) return 'Say in “query” what to look for.';
  if (!index) return `${noWorkspace} ${otherwise}`;
  using aborting = abortSignalOf(token);
  const { query, maxResults = usualResults, folder } = data;
  const found = await index.search({
    text: query,
    most: Math.min(mostResults, Math.floor(maxResults)),
    folder: folderOf(folder),
    signal: aborting.signal,
  });
  if ('problem' in found) return `${found.problem} ${otherwise}`;
  // Awaited here: what `using` listens to ends with this function.
  return await answerText({ ...found, textOf, budget: Math.min(budget ?? usualBudget, usualBudget) });
};

/** To a model, which must neither try again nor begin an index. */
const otherwise = 'Only the person can do that. Use your other search tools for now, and do not call this one again.';

/** Agents name folders by their whole path as well. */
const folderOf = (written: string | undefined): string | undefined => {
  if (written === undefined || !/^(?:\/|[a-z]:[\\/])/i.test(written)) return folderIn(written);
  const path = placesNow().pathOf(vscode.Uri.file(written));
  return path === undefined ? undefined : folderIn(path);
};
