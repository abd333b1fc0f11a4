import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Model } from '../core/provider.ts';
import { usdInstead, type Used } from './used.ts';

/** What was saved against a baseline, over the requests of which both costs are known. */
export interface Saved {
  /** US dollars: how much less they did cost, and what they would have cost. */
  readonly usd: number;
  readonly baseline: number;
  /** How many of all requests they are: 0 to 1. */
  readonly share: number;
}

/** The model that a person compares with (`keyway.usage.baseline`), as `provider/model`; absent: the dearest candidate of each request. */
export type Baseline =
  | { readonly is: 'dearest' }
  | { readonly is: 'model'; readonly name: string; readonly model: Pick<Model, 'price' | 'tokens'> | undefined };

/** Reads the setting. `find` looks a model up by its name. */
export const baselineOf = (
  setting: unknown,
  find: (provider: string, model: string) => Model | undefined,
): Baseline => {
  const name = typeof setting === 'string' ? setting.trim() : '';
  if (name === '') return { is: 'dearest' };
  const slash = name.indexOf('/');
  return { is: 'model', name, model: slash < 0 ? undefined : find(name.slice(0, slash), name.slice(slash + 1)) };
};

/** How a model that was used counts: its tokens for one that is counted here. */
export type MadeOf = (provider: string, model: string) => number | undefined;

/** What one model would have cost for everything. Undefined where its price is unknown, or nothing has a known cost. */
export const savedAgainst = (
  baseline: Pick<Model, 'price' | 'tokens'>,
  used: readonly Used[],
  madeOf: MadeOf,
): Saved | undefined => {
  // A vector of another model is another vector.
  const comparable = used.filter(({ task, known }) => task !== 'embedding' && known.requests > 0);
  let [spent, baselined, requests] = [0, 0, 0];
  for (const one of comparable) {
    const instead = usdInstead(one, { model: baseline, madeOf: madeOf(one.provider, one.model) });
    if (instead === undefined) return undefined;
    spent += one.known.usd;
    baselined += instead;
    requests += one.known.requests;
  }
  const all = used.reduce((count, one) => count + one.requests, 0);
  return requests === 0
    ? undefined
    : { usd: baselined - spent, baseline: baselined, share: Math.min(1, requests / all) };
};

/** US dollars below which nothing was saved or lost worth a sentence. */
const least = 0.005;

/** In a sentence for a person: what was saved, or that the baseline would have been cheaper. Undefined: not worth one. */
export const savedText = (saved: Saved | undefined, baseline: Baseline): string | undefined => {
  if (baseline.is === 'model' && !baseline.model?.price)
    return t('What was saved against {0} (keyway.usage.baseline) is not known: so is its price.', baseline.name);
  if (!saved || Math.abs(saved.usd) < least) return undefined;
  const sentence = baseline.is === 'dearest' ? againstDearest(saved) : againstModel(saved, baseline.name);
  const { share } = saved;
  if (share >= 0.995) return sentence;
  const percent = Math.max(1, Math.round(share * 100));
  return sentencesText([sentence, t('Counted on the {0}% of the requests of which both costs are known.', percent)]);
};

const againstDearest = ({ usd, baseline }: Saved): string =>
  usd > 0
    ? t(
        'Saved {0} against the dearest model that could have answered each request: {1} instead of {2}.',
        money(usd),
        money(baseline - usd),
        money(baseline),
      )
    : t(
        'You would have saved {0} with the dearest model that could have answered each request: {1} instead of {2}.',
        money(-usd),
        money(baseline - usd),
        money(baseline),
      );

const againstModel = ({ usd, baseline }: Saved, name: string): string => {
  const [spent, would] = [money(baseline - usd), money(baseline)];
  return usd > 0
    ? t('Saved about {0} against {1} (estimated): {2} instead of about {3}.', money(usd), name, spent, would)
    : t(
        'You would have saved about {0} with {1} (estimated): {2} instead of about {3}.',
        money(-usd),
        name,
        spent,
        would,
      );
};
