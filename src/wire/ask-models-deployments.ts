import type { ListedModel } from '../core/listing.ts';
import { kindOfName } from './ask-models-page.ts';

/** Longer lists are a mistake of the clipboard. */
const mostDeployments = 200;

/**
 * The deployments a person has named, as `name=model, name`: Azure has no list of them that an API key may read. A
 * deployment has the facts of its model; one without a model is taken for a model of its own name.
 * Classic addresses (with an `apiVersion`) know chat completions only.
 */
export const deployments = (plain: Readonly<Record<string, string>>): readonly ListedModel[] => {
  const protocol = plain['apiVersion'] ? ({ protocol: 'openai-chat' } as const) : {};
  return (plain['deployments'] ?? '')
    .split(/[,;\n]/)
    .slice(0, mostDeployments)
    .flatMap((entry): ListedModel[] => {
      const [id = '', model = ''] = entry.split('=').map((part) => part.trim());
      if (!/^[\w.-]{1,100}$/.test(id)) return [];
      const alias = /^[\w.:/-]{1,100}$/.test(model) && model !== id ? { alias: model } : {};
      return [{ id, ...alias, kind: kindOfName(model || id) ?? 'chat', ...protocol }];
    });
};
