import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { isOwn } from './ask-address.ts';
import { serviceAccountIn } from './google-token.ts';
import type { EmbedCall } from './wire.ts';

type Asking = Pick<EmbedCall, 'access' | 'provider'>;

export interface Place {
  readonly baseUrl: string;
  /** Below the base URL. */
  readonly models: string;
}

const published = 'publishers/google/models';

/**
 * Where Vertex AI has its models: with an API key (express mode) below the base URL itself, with a service account in a
 * project and a location, at the host of that location where the base URL is the record's own.
 */
export const placeOf = ({ access, provider }: Asking): Place => {
  const { baseUrl, plain, secrets } = access;
  if (secrets['apiKey'] || !secrets['serviceAccount']) return { baseUrl, models: published };
  const project = plain['project'] || serviceAccountIn(access)?.project_id;
  if (!project)
    throw new ChatFailure({ kind: 'key', what: t('the project is not known: enter its ID with “Keyway: Update Key”') });
  // Older projects stand below a domain: `example.com:project`.
  if (!/^[a-z0-9][a-z0-9.:-]*$/i.test(project))
    throw new ChatFailure({
      kind: 'key',
      what: t('its project is no ID of Google Cloud: enter it with “Keyway: Update Key”'),
    });
  const location = plain['location'] || 'global';
  if (!/^[a-z0-9-]+$/.test(location))
    throw new ChatFailure({ kind: 'key', what: t('“{0}” is no location of Google Cloud', location.slice(0, 40)) });
  const isRegional = location !== 'global' && isOwn({ access, provider });
  return {
    baseUrl: isRegional ? baseUrl.replace('://aiplatform.', `://${location}-aiplatform.`) : baseUrl,
    models: `projects/${encodeURIComponent(project)}/locations/${location}/${published}`,
  };
};

/** The same for an address below the base URL; any other stays as it is. */
export const placed = (address: URL, asking: Asking): URL => {
  const below = `${asking.access.baseUrl}/${published}/`;
  if (asking.provider.auth.scheme !== 'google' || !address.href.startsWith(below)) return address;
  const { baseUrl, models } = placeOf(asking);
  return new URL(`${baseUrl}/${models}/${address.href.slice(below.length)}`);
};
