import { t } from '../core/l10n.ts';
import { waitText } from '../core/wait-text.ts';
import { type Check, note, ok, openFix, problem, type Server } from './diagnosis.ts';

/** The program itself, and the way to the providers. */

/** `1.122.0` before `1.139.1-insider`; what is no version is never too old. */
export const isOlder = (version: string, than: string): boolean => {
  const [one, other] = [numbersOf(version), numbersOf(than)];
  const at = one.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

const numbersOf = (version: string): readonly number[] => /^\D*(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];

const editorVersion: Check = ({ program }) =>
  isOlder(program.editor, program.oldestEditor)
    ? problem('editor-version', {
        title: t('VS Code is too old'),
        sentence: t(
          'This is {0} {1}; Keyway needs {2} or later, where models of extensions work without a sign-in. Update it.',
          program.editorName,
          program.editor,
          program.oldestEditor,
        ),
        fix: openFix(t('Check for Updates'), 'update.checkForUpdate'),
      })
    : ok('editor-version', {
        title: t('VS Code is new enough'),
        sentence: t('{0} {1} has all that Keyway needs.', program.editorName, program.editor),
      });

const workspaceTrust: Check = ({ program }) =>
  program.isTrusted
    ? ok('workspace-trust', {
        title: t('The workspace is trusted'),
        sentence: t('VS Code does not limit the chat in this workspace.'),
      })
    : problem('workspace-trust', {
        title: t('The workspace is not trusted'),
        sentence: t(
          'In Restricted Mode VS Code’s chat is limited and may not offer your models. If you know where these files are from, trust the workspace.',
        ),
        fix: openFix(t('Manage Workspace Trust'), 'workbench.trust.manage'),
      });

/** Milliseconds. Signatures and tokens of AWS and Google are refused beyond five minutes. */
const tolerated = 60_000;
const refused = 240_000;

const clock: Check = ({ network }) => {
  const skews = network.servers.flatMap(({ aheadMs }) => (aheadMs === undefined ? [] : [aheadMs]));
  // One answer may come out of a cache: the clock is wrong only where nobody agrees with it.
  const least = skews.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  if (least === undefined)
    return note('clock', {
      title: t('The clock could not be compared'),
      sentence: t('No provider’s server told its time, so nobody knows whether this computer’s clock is right.'),
    });
  const off = Math.abs(least);
  if (off < tolerated)
    return ok('clock', {
      title: t('The clock is right'),
      sentence: t('This computer’s clock and the providers’ agree.'),
    });
  const told = {
    title: t('The clock is wrong'),
    sentence:
      least > 0
        ? t(
            'This computer’s clock is {0} slow. Providers refuse what is signed at another time: set the clock.',
            waitText(off),
          )
        : t(
            'This computer’s clock is {0} fast. Providers refuse what is signed at another time: set the clock.',
            waitText(off),
          ),
  };
  return off < refused ? note('clock', told) : problem('clock', told);
};

const named = (servers: readonly Server[]): string => [...new Set(servers.map(({ provider }) => provider))].join(', ');

const certificates: Check = ({ network }) => {
  const distrusted = network.servers.filter(({ state }) => state === 'certificate');
  if (distrusted.length > 0)
    return problem('certificates', {
      title: t('A certificate is not trusted'),
      sentence: t(
        'The certificate shown for {0} is not trusted by this computer. Behind a proxy or a virus scanner that opens TLS, its certificate has to be installed in the system’s store (http.systemCertificates).',
        named(distrusted),
      ),
      fix: openFix(t('Open Proxy Settings'), 'workbench.action.openSettings', '@tag:proxy http'),
    });
  return ok('certificates', {
    title: t('Certificates are trusted'),
    sentence: t('No provider’s certificate was refused.'),
  });
};

const reach: Check = ({ network }) => {
  const { servers, proxyFrom } = network;
  const away = servers.filter(({ state }) => state !== 'answers' && state !== 'certificate');
  if (away.length === 0)
    return ok('reach', {
      title: t('Providers can be reached'),
      sentence:
        servers.length === 0
          ? t('There is no key yet, so nobody was asked.')
          : t('The servers of your providers were asked without a key, and answer.'),
    });
  const abroad = servers.filter(({ isLocal }) => !isLocal);
  const isOffline = abroad.length > 0 && abroad.every(({ state }) => state !== 'answers' && state !== 'certificate');
  if (!isOffline)
    return problem('reach', {
      title: t('A provider cannot be reached'),
      sentence: away.every(({ isLocal }) => isLocal)
        ? t('Nothing answers at the address of {0}: start the server, or correct the address.', named(away))
        : t(
            'No answer came from {0}. Look at the provider’s status page, and at the address of your key.',
            named(away),
          ),
    });
  return problem('reach', {
    title: t('No provider can be reached'),
    sentence:
      proxyFrom.length > 0
        ? t('No provider answers. A proxy is set: look whether it is right and lets them through.')
        : t('No provider answers: is this computer online? In a company a proxy may be needed (http.proxy).'),
    fix: openFix(t('Open Proxy Settings'), 'workbench.action.openSettings', '@tag:proxy http'),
  });
};

const proxy: Check = ({ network }) => {
  const { proxyFrom, proxySupport, checksProxyCertificate } = network;
  const fix = openFix(t('Open Proxy Settings'), 'workbench.action.openSettings', '@tag:proxy http');
  if (proxyFrom.length > 0 && proxySupport === 'off')
    return problem('proxy', {
      title: t('The proxy is not used'),
      sentence: t('A proxy is named, but http.proxySupport is off: extensions go past it.'),
      fix,
    });
  if (!checksProxyCertificate)
    return note('proxy', {
      title: t('Certificates are not checked'),
      sentence: t('http.proxyStrictSSL is off: whoever is on the way can read what you send, your keys too.'),
      fix: {
        label: t('Check Certificates'),
        does: { type: 'setting', name: 'http.proxyStrictSSL', value: undefined, layers: ['user'] },
      },
    });
  if (proxyFrom.length > 0)
    return ok('proxy', {
      title: t('A proxy is used'),
      sentence: proxyFrom.includes('setting')
        ? t('It is named in the setting http.proxy.')
        : t('It is named in the environment that VS Code was started in.'),
    });
  return ok('proxy', { title: t('No proxy is set'), sentence: t('Neither in the settings nor in the environment.') });
};

export const networkChecks = { editorVersion, workspaceTrust, reach, certificates, proxy, clock } as const;
