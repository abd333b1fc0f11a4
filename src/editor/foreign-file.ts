import * as z from 'zod/mini';
import { t } from '../core/l10n.ts';
import { foreignNames, serverNames } from './foreign-names.ts';
import type { Reading } from './reading.ts';

/** A value of another extension's file that is a field of a key here. */
export interface ForeignValue {
  /** Where it stands in the file, for people: `profile “work”, apiKey`. */
  readonly label: string;
  /** Id of a record, whether or not there is one. */
  readonly provider: string;
  readonly field: string;
  readonly value: string;
  /** The address the key was used at, where the file names one. */
  readonly server?: string | undefined;
}

export interface ForeignFile {
  readonly extension: string;
  /** What belongs together: one profile, one model, or the whole file. */
  readonly sets: readonly (readonly ForeignValue[])[];
  /** One sentence for each key that cannot be taken over. */
  readonly leftOut: readonly string[];
}

const record = z.record(z.string(), z.unknown());

/** Cline's `secrets.json` (4.1, 2026-10): one object of texts, by the names of its secret keys. */
const clineFile = z.record(z.string(), z.string());

/** What Roo Code exports (3.52, 2026-05): settings and secrets of each profile together. */
const rooFile = z.looseObject({ providerProfiles: z.looseObject({ apiConfigs: z.record(z.string(), record) }) });

/** Continue's `config.yaml` (2.0, 2026-06), and the `config.json` it had before. */
const continueFile = z.looseObject({
  models: z.array(
    z.looseObject({
      name: z.optional(z.string()),
      title: z.optional(z.string()),
      provider: z.optional(z.string()),
      apiKey: z.optional(z.string()),
      apiBase: z.optional(z.string()),
    }),
  ),
});

/** Recognises the files by their shape, not by their name. Never quotes what is in them. */
export const readForeignFile = (content: unknown): Reading<ForeignFile> => {
  const roo = rooFile.safeParse(content).data;
  if (roo) return { value: fromRoo(roo) };
  const models = continueFile.safeParse(content).data;
  if (models) return { value: fromContinue(models) };
  const cline = clineFile.safeParse(content).data;
  if (cline && Object.keys(cline).some((name) => foreignNames.has(name) || name === compatible))
    return { value: fromCline(cline) };
  return {
    problem: t(
      'That is none of the files Keyway knows: Cline’s secrets.json, settings exported by Roo Code, or Continue’s config.yaml.',
    ),
  };
};

/** A key for any server that speaks OpenAI: nobody knows whom it belongs to. */
const compatible = 'openAiApiKey';

const leftOutCompatible = (where: string): string =>
  t('{0} was left out: its server is not known. Add it as a key of Custom.', where);

const valuesIn = (content: Readonly<Record<string, unknown>>, where: (name: string) => string) =>
  Object.entries(content).flatMap(([name, value]): readonly ForeignValue[] => {
    const meant = foreignNames.get(name);
    if (meant === undefined || typeof value !== 'string' || value.trim() === '') return [];
    const server = content[serverNames.get(meant.provider) ?? ''];
    return [{ ...meant, label: where(name), value, ...(typeof server === 'string' && server !== '' && { server }) }];
  });

const isFilled = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

const fromCline = (content: Readonly<Record<string, string>>): ForeignFile => ({
  extension: 'Cline',
  sets: [valuesIn(content, (name) => name)],
  leftOut: isFilled(content[compatible]) ? [leftOutCompatible(compatible)] : [],
});

const fromRoo = ({ providerProfiles }: z.infer<typeof rooFile>): ForeignFile => {
  const profiles = Object.entries(providerProfiles.apiConfigs);
  const where = (profile: string) => (name: string) => t('profile “{0}”, {1}', profile, name);
  return {
    extension: 'Roo Code',
    sets: profiles.map(([profile, content]) => valuesIn(content, where(profile))),
    leftOut: profiles.flatMap(([profile, content]) =>
      isFilled(content[compatible]) ? [leftOutCompatible(where(profile)(compatible))] : [],
    ),
  };
};

/** Its names of providers that are called otherwise here; most are the same. */
const aliases: Readonly<Record<string, string>> = {
  'huggingface-inference-api': 'huggingface',
  azure: 'azure-openai',
  kimi: 'moonshot',
};

/** `${{ secrets.X }}` points to where the key is. */
const isReference = (key: string): boolean => key.includes('${');

const fromContinue = ({ models }: z.infer<typeof continueFile>): ForeignFile => {
  const keyed = models.flatMap(({ name, title, provider = '', apiKey = '', apiBase }) => {
    if (apiKey.trim() === '') return [];
    const id = provider.toLowerCase();
    const label = t('model “{0}”', name ?? title ?? provider);
    return [{ label, provider: aliases[id] ?? id, field: 'apiKey', value: apiKey, server: apiBase }];
  });
  return {
    extension: 'Continue',
    sets: keyed.filter(({ value }) => !isReference(value)).map((value) => [value]),
    leftOut: keyed
      .filter(({ value }) => isReference(value))
      .map(({ label }) => t('The key of {0} was left out: the file only says where it is kept.', label)),
  };
};
