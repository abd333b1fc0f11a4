import { modelsText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { type Check, commandFix, type Facts, type Finding, type Fix, note, ok, openFix, problem } from './diagnosis.ts';

/** VS Code's chat: whether it is on, open to our models, and shows them. */

const isOff = ({ chat }: Facts): boolean => chat.offIn.length > 0 || chat.policies.includes('chat.disableAIFeatures');

const chatOn: Check = (facts) => {
  const { offIn } = facts.chat;
  const title = isOff(facts) ? t('AI features are switched off') : t('AI features are on');
  if (!isOff(facts)) return ok('chat-on', { title, sentence: t('VS Code’s AI features are not switched off.') });
  if (offIn.length === 0)
    return problem('chat-on', {
      title,
      sentence: t(
        'A policy of your organisation switches VS Code’s AI features off (chat.disableAIFeatures). Only its administrator can change that.',
      ),
    });
  return problem('chat-on', {
    title,
    sentence: t(
      'The setting chat.disableAIFeatures is on, so VS Code shows no chat and no models. Turn it off to use Keyway’s.',
    ),
    fix: {
      label: t('Turn AI Features On'),
      does: { type: 'setting', name: 'chat.disableAIFeatures', value: undefined, layers: offIn },
    },
  });
};

const policyNames = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name !== 'chat.disableAIFeatures');

const chatPolicy: Check = ({ chat, models }) => {
  const decided = policyNames(chat.policies);
  if (decided.length > 0)
    return problem('chat-policy', {
      title: t('A policy limits the chat'),
      sentence: t(
        'A policy of your organisation has switched these off: {0}. Only its administrator can change that.',
        decided.join(', '),
      ),
    });
  if (chat.isSignedIn === true && models.offered > 0 && models.listed?.length === 0)
    return problem('chat-policy', {
      title: t('A policy may forbid your own models'),
      sentence: t(
        'You are signed in to GitHub and VS Code lists none of your models: your organisation may forbid “Bring Your Own Language Model Key in VS Code”. Its administrator can allow it; signed out, that policy does not count.',
      ),
    });
  return ok('chat-policy', {
    title: t('No policy limits the chat'),
    sentence: t('No policy was found that switches the chat, its agents or tools of extensions off.'),
  });
};

const chatOpen: Check = (facts) => {
  const { chat } = facts;
  if (isOff(facts))
    return note('chat-open', {
      title: t('The chat was not looked at'),
      sentence: t('Whether the chat is open to your models can be seen once AI features are on.'),
    });
  if (facts.keys.total === 0 && chat.isEnabled)
    return ok('chat-open', {
      title: t('The chat is enabled'),
      sentence: t('It is opened to your models as soon as there is a key.'),
    });
  if (!chat.isEnabled) return locked();
  if (chat.isSignedIn === true || chat.group === 'there')
    return ok('chat-open', {
      title: t('The chat is open to your models'),
      sentence:
        chat.isSignedIn === true
          ? t('You are signed in to GitHub; your own models need no plan there.')
          : t('It works without a sign-in.'),
    });
  return openedNow(chat.group === 'added');
};

const locked = (): Finding =>
  problem('chat-open', {
    title: t('The chat is not set up'),
    sentence: t(
      'The chat extension that VS Code comes with is disabled, so the chat asks for a sign-in instead of using your models. Keyway can set it up; no sign-in is needed.',
    ),
    fix: commandFix(t('Set Up Chat'), 'keyway.setUpChat'),
  });

const openedNow = (isAdded: boolean): Finding =>
  isAdded
    ? note('chat-open', {
        title: t('The chat was opened to your models'),
        sentence: t(
          'VS Code’s entry for Keyway (chatLanguageModels.json) was missing and was added. Reload the window if the chat still asks for a sign-in.',
        ),
        fix: openFix(t('Reload Window'), 'workbench.action.reloadWindow'),
      })
    : note('chat-open', {
        title: t('The chat may ask for a sign-in'),
        sentence: t(
          'This version of VS Code does not say whether its chat is open without a sign-in. If it asks for one, open “Manage Language Models” once.',
        ),
        fix: openFix(t('Manage Language Models'), 'workbench.action.chat.manage'),
      });

const modelsListed: Check = ({ models }) => {
  const manage = openFix(t('Manage Language Models'), 'workbench.action.chat.manage');
  if (models.listed === undefined)
    return note('models-listed', {
      title: t('VS Code did not list its models'),
      sentence: t('VS Code did not say in time which models it has. Look again; if that stays so, reload the window.'),
      fix: openFix(t('Reload Window'), 'workbench.action.reloadWindow'),
    });
  if (models.offered > 0 && models.listed.length === 0)
    return problem('models-listed', {
      title: t('VS Code lists none of your models'),
      sentence: t('Your keys unlock {0}, but VS Code lists none. Reload the window.', modelsText(models.offered)),
      fix: openFix(t('Reload Window'), 'workbench.action.reloadWindow'),
    });
  if (models.offered === 0)
    return ok('models-listed', {
      title: t('There are no models to list'),
      sentence: t('VS Code shows your models as soon as a key unlocks some.'),
    });
  return ok('models-listed', {
    title: t('VS Code lists your models'),
    sentence: t(
      'VS Code lists {0} of Keyway’s models. One that is not in the picker is hidden there, or cannot use tools and is left out in agent mode: “Manage Language Models” shows all of them.',
      models.listed.length,
    ),
    fix: manage,
  });
};

const agentHost: Check = ({ chat }) =>
  chat.agentHostModels === false
    ? note('agent-host', {
        title: t('Background agents do not see your models'),
        sentence: t(
          'Sessions of VS Code’s agent host (background agents, Claude, Codex) show models of extensions only with the experimental setting chat.agentHost.byokModels.enabled, once the window was reloaded. The chat beside your code is not concerned.',
        ),
        fix: {
          label: t('Show Them There'),
          does: { type: 'setting', name: 'chat.agentHost.byokModels.enabled', value: true, layers: ['user'] },
        },
      })
    : ok('agent-host', {
        title: t('Background agents'),
        sentence: t('Nothing keeps your models out of sessions of VS Code’s agent host.'),
      });

const use = (): Fix => commandFix(t('Use Keyway'), 'keyway.useForSmallTasks');

const utilityModels: Check = ({ chat, models, keys }) => {
  const ours = chat.utilityModels.filter((name) => name.startsWith('keyway/'));
  const unknown = ours.filter((name) => models.listed?.includes(name.slice('keyway/'.length)) === false);
  if (unknown.length > 0)
    return problem('utility-model', {
      title: t('The utility model is not there'),
      sentence: t(
        'chat.utilityModel or chat.utilitySmallModel names a model of Keyway that your keys do not unlock now, so titles and summaries fail.',
      ),
      names: unknown,
      fix: use(),
    });
  if (chat.utilityModels.every((name) => name !== '') || chat.utilityDefault === 'mainAgent')
    return ok('utility-model', {
      title: t('Utility tasks have a model'),
      sentence: t('Chat titles, summaries and the like have a model that answers them.'),
    });
  if (keys.total === 0)
    return note('utility-model', {
      title: t('Utility tasks have no model'),
      sentence: t('Chat titles, summaries and the like can go to Keyway as soon as there is a key.'),
    });
  return unsetUtility(chat.isSignedIn === true);
};

const unsetUtility = (isSignedIn: boolean): Finding =>
  isSignedIn
    ? note('utility-model', {
        title: t('Utility tasks go to Copilot'),
        sentence: t(
          'chat.utilityModel and chat.utilitySmallModel are not both set: titles, summaries and subagents may spend Copilot’s credits although you chose your own models.',
        ),
        fix: use(),
      })
    : problem('utility-model', {
        title: t('Utility tasks have no model'),
        sentence: t(
          'chat.utilityModel and chat.utilitySmallModel are not both set. Without a sign-in VS Code then has no model for chat titles and summaries, and asks for one in every chat.',
        ),
        fix: use(),
      });

/** In the order in which one looks for the cause of an empty picker. */
export const chatChecks = { chatOn, chatPolicy, chatOpen, modelsListed, agentHost, utilityModels } as const;
