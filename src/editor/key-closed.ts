import { t } from '../core/l10n.ts';
import type { Tombstone } from '../core/provider.ts';
import { farewell, type KeyDesk } from './key-desk.ts';
import type { Choice } from './questions.ts';

/** What is left to do with a key whose provider closed. */
export type Next =
  /** `provider` is the id of a record. */
  { readonly type: 'add'; readonly provider: string } | { readonly type: 'remove' } | { readonly type: 'nothing' };

/** Says that the provider closed and what takes its place. */
export const sayFarewell = async (desk: KeyDesk, tombstone: Tombstone): Promise<Next> => {
  const successors = tombstone.successors.flatMap((id) => desk.providers.find((one) => one.id === id) ?? []);
  const choices: readonly Choice<Next>[] = [
    ...successors.map(({ id, name }): Choice<Next> => ({
      value: { type: 'add', provider: id },
      label: t('Add Key for {0}', name),
    })),
    { value: { type: 'remove' }, label: t('Remove Key') },
    { value: { type: 'nothing' }, label: t('Cancel') },
  ];
  const { name, closed } = tombstone;
  const answer = await desk.questions.choose({
    title: t('{0} closed on {1}', name, closed),
    placeholder: t('What is to be done with its key?'),
    prompt: farewell(desk, tombstone),
    choices,
  });
  return answer.type === 'answer' ? answer.value : { type: 'nothing' };
};
