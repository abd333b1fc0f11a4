import * as vscode from 'vscode';
import { hiddenBy, namesExcluded, type Named } from '../code/excluded.ts';
import { ignoredReason, reasons } from '../code/exclusion-reasons.ts';
import { looksLikeSecrets } from '../code/secret-file.ts';
import { conditionalGlobs, type Conditional, type Fits } from '../code/file-globs.ts';
import { existsAt, homeOf, isOpen, type Place, realPlaceOf, subjectOf } from './excluded-places.ts';
import { openFolderRules } from './excluded-rules.ts';

export interface Judge extends vscode.Disposable {
  /** Throws where a rule cannot be read. */
  readonly reasonFor: (uri: vscode.Uri) => Promise<string | undefined>;
}

/** Judges files by rules and settings as they are now; tells when these changed. */
export const openJudge = (onChange: () => void): Judge => {
  const rules = openFolderRules(onChange);
  const [named, hiding] = [settingNow(), hidingNow()];
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (![setting, 'files.exclude'].some((name) => change.affectsConfiguration(name))) return;
    named.forget();
    hiding.forget();
    onChange();
  });
  const reasonAt = async (place: Place): Promise<string | undefined> => {
    const { folder, path } = place;
    const byName = named.reasonFor(place);
    if (byName !== undefined || !folder) return byName;
    if (await hiding.hides(folder, path)) return reasons.hidden;
    const file = await rules.ruleFor(folder.uri, path);
    return file === undefined ? undefined : ignoredReason(file);
  };
  return {
    reasonFor: (uri) => reasonFor(subjectOf(uri), reasonAt),
    dispose: () => {
      rules.dispose();
      settings.dispose();
    },
  };
};

/** Of where it lies, and of where it really lies. */
const reasonFor = async (
  uri: vscode.Uri,
  reasonAt: (place: Place) => Promise<string | undefined>,
): Promise<string | undefined> => {
  // A file that is not there yet is judged by its name alone.
  if (uri.scheme === 'untitled') return looksLikeSecrets(uri.path) ? reasons.secret : undefined;
  const place = homeOf(uri);
  if (!place.folder && !isOpen(uri)) return reasons.outside;
  const reason = await reasonAt(place);
  const real = reason === undefined ? await realPlaceOf(uri) : undefined;
  if (!real) return reason;
  return place.folder && !real.folder && !isOpen(uri) ? reasons.link : reasonAt(real);
};

const setting = 'keyway.excludedFiles';

/** Read once until it is forgotten: a judgement takes longer to make ready than to make. */
const settingNow = (): { readonly reasonFor: (file: Named) => string | undefined; readonly forget: () => void } => {
  let made: ReturnType<typeof namesExcluded> | undefined;
  const make = (): ReturnType<typeof namesExcluded> => {
    // What a workspace says is passed over: it could let secrets through.
    const found = vscode.workspace.getConfiguration().inspect<unknown>(setting);
    return namesExcluded({ usual: found?.defaultValue, own: found?.globalValue });
  };
  return {
    reasonFor: (file) => (made ??= make())(file),
    forget: () => {
      made = undefined;
    },
  };
};

interface Hidden {
  readonly fits: Fits;
  readonly conditional: readonly Conditional[];
}

interface Hiding {
  readonly hides: (folder: vscode.WorkspaceFolder, path: string) => Promise<boolean>;
  readonly forget: () => void;
}

const hidingNow = (): Hiding => {
  const known = new Map<string, Hidden>();
  return {
    hides: async (folder, path) => {
      const key = folder.uri.toString();
      const hidden = known.get(key) ?? hiddenIn(folder);
      known.set(key, hidden);
      if (hidden.fits(path)) return true;
      const fitting = hidden.conditional.filter(({ fits }) => fits(path));
      const beside = fitting.map((one) => existsAt(vscode.Uri.joinPath(folder.uri, path, '..', one.sibling(path))));
      return (await Promise.all(beside)).includes(true);
    },
    forget: () => known.clear(),
  };
};

const hiddenIn = (folder: vscode.WorkspaceFolder): Hidden => {
  const found = vscode.workspace.getConfiguration('files', folder.uri).inspect<Record<string, unknown>>('exclude');
  const person = { ...found?.defaultValue, ...found?.globalValue };
  const others = [found?.workspaceValue, found?.workspaceFolderValue];
  return { fits: hiddenBy(person, ...others), conditional: [person, ...others].flatMap(conditionalGlobs) };
};
