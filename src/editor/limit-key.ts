import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { type KeyDesk, noteDeed, ownerName } from './key-desk.ts';
import type { Reading } from './reading.ts';

/** Asks which models a key may be used for: a key for cheap models only, or one for a single team's deployment. */
export const limitKey = async (desk: KeyDesk, key: Key): Promise<void> => {
  const answer = await desk.questions.type({
    title: t('Limit {0} key “{1}” to Models', ownerName(desk, key.provider), key.nickname),
    prompt: t(
      'Ids of the only models it may be used for, with commas between them; * stands for anything. Empty: all.',
    ),
    placeholder: 'gpt-5-mini, gpt-5*',
    value: key.models?.join(', ') ?? '',
    read: readModelIds,
  });
  if (answer.type !== 'answer') return;
  const ids = modelIdsIn(answer.value);
  await desk.keyring.update(key.id, { models: ids.length === 0 ? undefined : ids });
  noteDeed(desk, { action: 'key-limited', key, detail: `${modelsText(key.models)} → ${modelsText(ids)}` });
};

const modelsText = (ids: readonly string[] = []): string => (ids.length === 0 ? 'all models' : ids.join(', '));

const modelIdsIn = (typed: string): readonly string[] => [
  ...new Set(
    typed
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean),
  ),
];

const readModelIds = (typed: string): Reading<string> => {
  const odd = modelIdsIn(typed).find((id) => /\s/.test(id) || id.length > 200);
  return odd === undefined
    ? { value: typed }
    : { problem: t('“{0}” is no model id: put commas between them.', odd.slice(0, 40)) };
};
