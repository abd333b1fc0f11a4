import { keysText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Field, Provider } from '../core/provider.ts';
import type { KeyDesk } from './key-desk.ts';
import { withinSentence } from './key-words.ts';
import type { Choice } from './questions.ts';

/** The pick of a provider. */

type Known = Pick<KeyDesk, 'providers' | 'keyring'>;

/** In the order of the records; what may be gone and one’s own servers come last, each under a heading. */
export const providerChoices = (desk: Known): readonly Choice<Provider>[] => {
  const choices = desk.providers.map((provider) => choiceOf(desk, provider));
  return [undefined, doubtful, ownServers].flatMap((group) => choices.filter((choice) => choice.group === group));
};

const ownServers = t('On your own machine or network');
const doubtful = t('May no longer exist');

const choiceOf = (desk: Known, provider: Provider): Choice<Provider> => {
  const { name, uncertain } = provider;
  const needs = provider.fields.filter(isTold).map(({ label }) => withinSentence(label));
  const group = groupOf(provider);
  const count = nicknamesOf(desk, provider).length;
  const description = [
    ...(count === 0 ? [] : [keysText(count)]),
    ...(uncertain === undefined ? [] : [t('unverified')]),
    ...(needs.length === 0 ? [] : [t('with {0}', listed(needs))]),
  ].join(' · ');
  return {
    value: provider,
    label: name,
    ...(description === '' ? {} : { description }),
    ...(uncertain === undefined ? {} : { detail: asSentence(uncertain) }),
    ...(group === undefined ? {} : { group }),
  };
};

/** What one has to have at hand beside the key itself. */
const isTold = ({ secret, optional }: Field): boolean => !secret && optional !== true;

/** Records hold a clause. */
const asSentence = (clause: string): string =>
  `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${clause.endsWith('.') ? '' : '.'}`;

const groupOf = ({ uncertain, local, baseUrl }: Provider): string | undefined => {
  if (uncertain !== undefined) return doubtful;
  return local === true || baseUrl === undefined ? ownServers : undefined;
};

export const nicknamesOf = (desk: Pick<KeyDesk, 'keyring'>, provider: Provider): readonly string[] =>
  desk.keyring
    .list()
    .filter((key) => key.provider === provider.id)
    .map((key) => key.nickname);
