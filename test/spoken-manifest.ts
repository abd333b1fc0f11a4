import raw from '../package.json' with { type: 'json' };
import english from '../package.nls.json' with { type: 'json' };

export type Sentences = Readonly<Record<string, string>>;

/** `%key%` is what VS Code replaces, anywhere in the manifest. */
const spokenIn = (sentences: Sentences): typeof raw =>
  JSON.parse(
    JSON.stringify(raw).replaceAll(/"%([^"%]+)%"/g, (_, key: string) => JSON.stringify(sentences[key] ?? key)),
  );

/** A setting as the manifest describes it. */
export interface Property {
  readonly type: string;
  readonly scope: string;
  readonly ignoreSync?: boolean;
  readonly order: number;
  readonly default: unknown;
  readonly markdownDescription: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Those of all groups. */
export const propertiesIn = ({ contributes }: typeof raw): Readonly<Record<string, Property>> =>
  Object.fromEntries(contributes.configuration.flatMap(({ properties }) => Object.entries<Property>(properties)));

/** The manifest as people meet it in English. */
export const manifest = spokenIn(english);
