import { modelsText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { type Check, commandFix, type KeyRef, note, ok, openFix, problem } from './diagnosis.ts';

/** Keys, their keychain, what they unlock, and the books. */

const providersOf = (keys: readonly KeyRef[]): string => [...new Set(keys.map(({ provider }) => provider))].join(', ');
const namesOf = (keys: readonly KeyRef[]): readonly string[] => keys.map(({ name }) => name);

const hasKeys: Check = ({ keys }) => {
  if (keys.total === 0)
    return problem('keys', {
      title: t('There is no key yet'),
      sentence: t('Without a key Keyway has no models to show. Add the first one.'),
      fix: commandFix(t('Add Key…'), 'keyway.addKey'),
    });
  if (keys.usable === 0)
    return problem('keys', {
      title: t('No key is in use'),
      sentence: t('Every key is disabled, closed by its provider, or lacks something.'),
      fix: openFix(t('List Keys'), 'keyway.listKeys'),
    });
  return ok('keys', {
    title: t('There are keys'),
    sentence: t('Keys in use: {0} of {1}. Providers: {2}.', keys.usable, keys.total, keys.providers),
  });
};

const keyringAdvice = (): string =>
  t(
    'On Linux install a keyring (gnome-keyring or KWallet) and sign in to it, or start VS Code with --password-store=basic.',
  );

const keychain: Check = ({ keys }) => {
  const title = t('The keychain does not keep keys');
  switch (keys.keychain) {
    case 'silent':
      return problem('keychain', {
        title: t('The keychain does not answer'),
        sentence: t(
          'VS Code’s SecretStorage gave no answer: unlock the keychain of this computer, or restart VS Code.',
        ),
      });
    case 'forgets':
      return problem('keychain', {
        title,
        sentence: `${t('What is stored in VS Code’s SecretStorage is gone at once.')} ${keyringAdvice()}`,
      });
    case 'session':
      return problem('keychain', {
        title,
        sentence: `${t('What was stored in VS Code’s SecretStorage was gone after the last start: keys live for one session only.')} ${keyringAdvice()}`,
      });
    case 'keeps':
      return keys.mayLackKeyring
        ? note('keychain', {
            title: t('There may be no keyring'),
            sentence: `${t('Nothing here looks like a keyring: VS Code may keep keys with weak encryption or for this session only.')} ${keyringAdvice()}`,
          })
        : ok('keychain', {
            title: t('The keychain works'),
            sentence: t('A word was stored in VS Code’s SecretStorage and read again.'),
          });
  }
};

const lostSecrets: Check = ({ keys: { lost } }) =>
  lost.length > 0
    ? problem('lost-secrets', {
        title: t('The keychain has lost keys'),
        sentence: t(
          'The secret of a key of {0} is gone from the keychain or damaged: enter it again.',
          providersOf(lost),
        ),
        names: namesOf(lost),
        fix: commandFix(t('Update Key…'), 'keyway.updateKey', lost[0]?.id),
      })
    : ok('lost-secrets', {
        title: t('Every key has its secret'),
        sentence: t('The keychain has the secret of every key in the list.'),
      });

const origins: Check = ({ keys: { redirected } }) =>
  redirected.length > 0
    ? problem('origins', {
        title: t('A key waits for your consent'),
        sentence: t(
          'A key of {0} was saved for another server than the one that is set now, and is not sent there until you confirm.',
          providersOf(redirected),
        ),
        names: namesOf(redirected),
        fix: commandFix(t('Confirm Where It Is Sent…'), 'keyway.confirmOrigin', redirected[0]?.id),
      })
    : ok('origins', {
        title: t('Keys go where they were saved for'),
        sentence: t('No key waits for your consent.'),
      });

const refusedKeys: Check = ({ keys: { refused, unproven } }) => {
  if (refused.length > 0)
    return problem('refused-keys', {
      title: t('A provider refuses a key'),
      sentence: t(
        'The last test of a key of {0} found it refused, expired, without credit or of another provider.',
        providersOf(refused),
      ),
      names: namesOf(refused),
      fix: commandFix(t('Test Key…'), 'keyway.testKey', refused[0]?.id),
    });
  if (unproven.length > 0)
    return note('refused-keys', {
      title: t('A key waits for a test'),
      sentence: t('{0} may no longer exist: its key is used once a test shows that it works.', providersOf(unproven)),
      names: namesOf(unproven),
      fix: commandFix(t('Test Key…'), 'keyway.testKey', unproven[0]?.id),
    });
  return ok('refused-keys', {
    title: t('No provider refuses a key'),
    sentence: t('No key failed its last test.'),
  });
};

const unlocked: Check = ({ keys, models }) => {
  if (keys.usable > 0 && models.offered === 0)
    return problem('unlocked', {
      title: t('Your keys unlock no model'),
      sentence: t('No provider has named a model for your keys. Ask them again; the log says what they answer.'),
      fix: commandFix(t('Refresh Models'), 'keyway.refreshModels'),
    });
  return ok('unlocked', {
    title: t('Models'),
    sentence: t('Your keys unlock {0}.', modelsText(models.offered)),
  });
};

const allowList: Check = ({ models }) =>
  models.offered > 0 && models.allowed === 0
    ? problem('allow-list', {
        title: t('The workspace allows none of your providers'),
        sentence: t(
          'keyway.workspace.allowedProviders names no provider that you have a key of, so no request is sent from this workspace.',
        ),
        fix: openFix(t('Open Setting'), 'workbench.action.openSettings', '@id:keyway.workspace.allowedProviders'),
      })
    : ok('allow-list', {
        title: t('The workspace allows your providers'),
        sentence:
          models.allowed === undefined
            ? t('It limits nobody.')
            : t('It leaves {0} of {1}.', models.allowed, modelsText(models.offered)),
      });

const failingRoutes: Check = ({ books: { resting } }) => {
  const [first] = resting;
  if (first === undefined)
    return ok('failing-routes', {
      title: t('No model is left alone'),
      sentence: t('No model or key has failed lately.'),
    });
  const providers = [...new Set(resting.map(({ provider }) => provider))].join(', ');
  return note('failing-routes', {
    title: t('Models are left alone for a while'),
    sentence: t(
      'Routes that have failed and rest: {0}, of {1}. The first: {2}.',
      resting.length,
      providers,
      first.reason,
    ),
    fix: openFix(t('Show Routing'), 'keyway.openPanel', 'routing'),
  });
};

const budgets: Check = ({ books: { blocked } }) => {
  const fix = commandFix(t('Show Budgets'), 'keyway.showBudgets', blocked?.[0]?.id);
  if (blocked === undefined)
    return note('budgets', {
      title: t('Budgets cannot be read'),
      sentence: t('The usage ledger cannot be read, so nobody knows what is left of your budgets.'),
    });
  return blocked.length > 0
    ? problem('budgets', {
        title: t('A budget is used up'),
        sentence: t('Nothing more that costs is let through. Lift the budget for now, or set it higher.'),
        names: blocked.map(({ title }) => title),
        fix,
      })
    : ok('budgets', { title: t('No budget blocks'), sentence: t('No budget is used up.') });
};

const ledger: Check = ({ books }) =>
  books.ledger.recording
    ? ok('ledger', { title: t('Usage is recorded'), sentence: t('The usage ledger is written.') })
    : problem('ledger', {
        title: t('Usage is not recorded'),
        sentence: t(
          'The usage ledger cannot be written: {0}. Requests still work; what they cost is not counted.',
          books.ledger.reason,
        ),
        fix: openFix(t('Show Log'), 'keyway.showLog'),
      });

export const keyChecks = {
  hasKeys,
  unlocked,
  keychain,
  lostSecrets,
  origins,
  refusedKeys,
  failingRoutes,
  allowList,
  budgets,
  ledger,
} as const;
