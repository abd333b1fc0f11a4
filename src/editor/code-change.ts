import { indented, type Place } from '../code/answer.ts';
import { t } from '../core/l10n.ts';
import { RunFailure } from '../core/run.ts';
import { type AskParts, askForCode, placeholder } from './code-ask.ts';
import { contextFor, type Gathering } from './code-context.ts';
import type { CodeKind } from './code-kinds.ts';
import type { Destination, Proposal, Proposals } from './code-proposals.ts';
import { withCode } from './code-target.ts';
import { tell } from './notify.ts';
import { pathOf } from './path-of.ts';
import type { Progress } from './progress.ts';
import { fileName } from '../code/file-name.ts';

export interface ChangeParts extends AskParts {
  readonly proposals: Proposals;
}

export interface Changing {
  readonly kind: CodeKind;
  readonly gathering: Gathering;
  readonly destination: Destination;
}

/** Writes a proposal while the person looks on. Ends quietly where they stop it. */
export const propose = async (parts: ChangeParts, changing: Changing, progress: Progress): Promise<void> => {
  const { proposals } = parts;
  const stopping = new AbortController();
  const proposal = proposals.begin({ ...titleOf(changing), stop: () => stopping.abort() });
  const signal = AbortSignal.any([progress.signal, stopping.signal]);
  const textFor = whole(changing);
  const ask = {
    job: changing.kind.job,
    context: await contextFor(changing.gathering),
    own: changing.destination.base ?? '',
    signal,
    onText: async (code: string) => {
      if (code.trim() !== '' && !signal.aborted) await proposals.show(proposal, textFor(code));
    },
    onContinued: () => progress.tell(0, 1, t('The answer was cut off at its length limit: asking for the rest…')),
  };
  try {
    const { text, trouble } = await askForCode(parts, ask);
    if (signal.aborted) await proposals.drop(proposal);
    else await ended(proposals, proposal, { code: text, text: textFor(text), trouble });
  } catch (error) {
    await broken(proposals, proposal, { error, isStopped: signal.aborted });
  }
};

const titleOf = ({ kind, destination, gathering }: Changing): Omit<Proposal, 'uri' | 'stop'> => {
  const path = pathOf(destination.uri);
  const { document, indent } = gathering.here;
  return {
    destination,
    indent: kind.job === 'translate' ? undefined : indent,
    path,
    title: t('{0} ({1})', fileName(path), kind.proposed),
    languageId: destination.uri.toString() === document.uri.toString() ? document.languageId : undefined,
  };
};

/** The text of the destination with the code in it. */
const whole = ({ gathering: { target }, destination, kind }: Changing): ((code: string) => string) => {
  const { base } = destination;
  if (kind.inPlace) {
    const { place } = target;
    // Nothing but the code that is asked for changes: not what stands around it, nor its line ends.
    return (code) => withCode(base ?? '', target, code === '' ? '' : indented(code, place));
  }
  const { indent, eol } = target.place;
  // Another language has an indentation of its own: as the model gives it.
  if (kind.job === 'translate') return (code) => withLastBreak(code.replaceAll(/\r?\n/g, eol), eol);
  const place: Place = { replaced: base ?? '', before: '', indent, eol: base === undefined ? eol : eolIn(base, eol) };
  return (code) => withLastBreak(indented(code, place), place.eol);
};

const eolIn = (text: string, usual: Place['eol']): Place['eol'] => {
  if (!text.includes('\n')) return usual;
  return text.includes('\r\n') ? '\r\n' : '\n';
};

const withLastBreak = (text: string, eol: string): string => (text === '' || text.endsWith(eol) ? text : text + eol);

interface Ended {
  readonly code: string;
  readonly text: string;
  readonly trouble: string | undefined;
}

const ended = async (proposals: Proposals, proposal: Proposal, { code, text, trouble }: Ended): Promise<void> => {
  const { path, destination } = proposal;
  if (code.trim() === '' || text === destination.base) {
    await proposals.drop(proposal);
    const nothing = code.trim() === '' ? t('The answer holds no code.') : t('The answer leaves {0} as it is.', path);
    void tell(trouble === undefined ? 'info' : 'warning', trouble ?? nothing);
    return;
  }
  await proposals.finish(proposal, text);
  if (trouble !== undefined) void tell('warning', trouble);
  else if (placeholders(text) > placeholders(destination.base ?? '')) void tell('warning', masked);
};

const masked = t('Secrets were masked before the code was sent: put your own in where it says “masked by Keyway” now.');

const placeholders = (text: string): number => text.split(placeholder).length - 1;

/** What has come before it broke off is the person's to judge. */
const broken = async (
  proposals: Proposals,
  proposal: Proposal,
  { error, isStopped }: { readonly error: unknown; readonly isStopped: boolean },
): Promise<void> => {
  const text = isStopped ? undefined : proposals.shown(proposal);
  if (text === undefined) await proposals.drop(proposal);
  else await proposals.finish(proposal, text);
  if (isStopped) return;
  if (!(error instanceof RunFailure)) throw error;
  void tell('error', error.message);
};
