import { createHash } from 'node:crypto';

/**
 * Secrets that the guard must find: nobody's, of every kind it knows, each with where its shape comes from. They are put
 * together when they are used, so that no scanner stumbles over this repository.
 */
export interface Planted {
  readonly name: string;
  /** As receipts name it. */
  readonly words: string;
  /** Where the shape is documented, or who else looks for it. */
  readonly source: string;
  readonly secret: string;
  /** How it stands in a text, where it is no secret alone. */
  readonly inside?: (secret: string) => string;
  /** What must be gone, where it is not all of the secret. */
  readonly gone?: string;
}

const alphabets = {
  alnum: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  hex: '0123456789abcdef',
  digits: '0123456789',
  url: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-',
  base64: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
};

/** Looks random and is the same in every run; begins and ends with a letter or digit, as keys mostly do. */
export const noise = (seed: string, length: number, alphabet: keyof typeof alphabets = 'alnum'): string => {
  const bytes: number[] = [];
  for (let block = 0; bytes.length < length; block++)
    bytes.push(...createHash('sha512').update(`${seed} ${alphabet} ${block}`).digest());
  const of = (characters: string, byte: number): string => characters.charAt(byte % characters.length);
  const plain = alphabets[alphabet].replaceAll(/[^A-Za-z0-9]/g, '');
  return bytes
    .slice(0, length)
    .map((byte, at) => of(at === 0 || at === length - 1 ? plain : alphabets[alphabet], byte))
    .join('');
};

const joined = (...pieces: readonly string[]): string => pieces.join('');

const lines = (text: string, width = 64): string => text.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n').trimEnd();

/** A key in PEM: `kind` is `RSA `, `EC `, … or nothing. */
const pem = (kind: string, begin: string, headers = ''): string => {
  const name = joined(kind, 'PRIVATE', ' KEY');
  const body = lines(begin + noise(`pem ${kind}${headers}`, 600, 'base64'));
  return joined('-----BE', `GIN ${name}-----\n${headers}${body}\n-----E`, `ND ${name}-----`);
};

const serviceAccount = (): string =>
  JSON.stringify(
    {
      type: 'service_account',
      project_id: 'keyway-tests',
      private_key_id: noise('gcp id', 40, 'hex'),
      private_key: `${pem('', 'MIIEvQIBADANBgkq')}\n`,
      client_email: 'tests@keyway-tests.iam.gserviceaccount.com',
    },
    undefined,
    2,
  );

const onePassword = (): string => {
  const account = {
    email: 'a@b.example',
    secretKey: noise('1p', 34),
    srpX: noise('1p srp', 64, 'hex'),
    deviceUuid: '1',
  };
  // The preset wants it to end with the bracket: `fQ`, which depends on how long it is.
  const padded = [0, 1, 2].map((more) => Buffer.from(JSON.stringify({ ...account, x: 'x'.repeat(more) })));
  return padded.map((bytes) => bytes.toString('base64')).find((text) => /fQ=*$/.test(text)) ?? '';
};

const jwt = (seed: string): string =>
  ['eyJ' + noise(`${seed} h`, 30), noise(`${seed} p`, 90), noise(seed, 43, 'url')].join('.');

/** The preset's rules say where their shapes come from; these are what they cite. */
const rule = (name: string): string => `secretlint-rule-${name} 13.0.7`;

const preset: readonly Planted[] = [
  {
    name: 'AWS secret access key in an environment file',
    words: 'an AWS secret access key',
    source: `${rule('aws')}; awslabs/git-secrets`,
    secret: noise('aws', 40, 'base64'),
    inside: (secret) => `AWS_SECRET_ACCESS_KEY=${secret}`,
  },
  {
    name: 'AWS secret access key in JSON',
    words: 'an AWS secret access key',
    source: rule('aws'),
    secret: noise('aws json', 40, 'base64'),
    inside: (secret) => `{"secretAccessKey": "${secret}"}`,
  },
  {
    name: 'AWS secret access key in ~/.aws/credentials',
    words: 'an AWS secret access key',
    source: rule('aws'),
    secret: noise('aws ini', 40, 'base64'),
    inside: (secret) => `aws_secret_access_key = ${secret}`,
  },
  ...(['', 'RSA ', 'EC ', 'DSA ', 'OPENSSH '] as const).map((kind): Planted => {
    const begin = kind === 'OPENSSH ' ? 'b3BlbnNzaC1rZXktdjE' : 'MIIE';
    return {
      name: `${kind}private key in PEM`,
      words: 'a private key',
      source: `${rule('privatekey')}; RFC 7468`,
      secret: pem(kind, begin),
    };
  }),
  {
    name: 'a Google service account’s file',
    words: 'a private key',
    source: `${rule('gcp')}; cloud.google.com/iam/docs/keys-create-delete`,
    secret: pem('', 'MIIEvQIBADANBgkq').replaceAll('\n', String.raw`\n`),
    inside: () => serviceAccount(),
  },
  {
    name: 'npm access token',
    words: 'an npm token',
    source: `${rule('npm')}; github.blog 2021-09-23`,
    secret: joined('npm', '_', noise('npm', 36)),
  },
  {
    name: 'npm registry token in .npmrc',
    words: 'an npm token',
    source: rule('npm'),
    secret: '3f2c5d1e-9a7b-4c0d-8e6f-1a2b3c4d5e6f',
    inside: (secret) => `//registry.npmjs.org/:_authToken=${secret}\nalways-auth=true`,
  },
  {
    name: 'GitHub token in the address of a dependency',
    words: 'a GitHub token',
    source: rule('npm'),
    secret: noise('x-oauth', 40, 'hex'),
    inside: (secret) => joined('"git+https', `://${secret}:x-oauth`, '-basic@github.com/acme/app.git"'),
  },
  {
    name: 'name and password in a web address',
    words: 'a URL login',
    source: `${rule('basicauth')}; RFC 3986`,
    secret: joined('deploy', ':', noise('basic', 16)),
    inside: (secret) => joined('curl https', `://${secret}@`, 'registry.acme-internal.io/v2/'),
    gone: noise('basic', 16),
  },
  ...['xoxb', 'xoxp', 'xapp-1', 'xoxa-2', 'xoxr'].map((prefix): Planted => ({
    name: `Slack token ${prefix}`,
    words: 'a Slack token',
    source: `${rule('slack')}; api.slack.com/docs/token-types`,
    secret: joined(prefix, '-', noise(`${prefix} 1`, 12, 'digits'), '-', noise(prefix, 24)),
  })),
  {
    name: 'Slack incoming webhook',
    words: 'a Slack webhook',
    source: `${rule('slack')}; api.slack.com/messaging/webhooks`,
    secret: joined('https://hooks.sl', `ack.com/services/T${noise('T', 8)}/B${noise('B', 8)}/${noise('hook', 24)}`),
  },
  {
    name: 'SendGrid key',
    words: 'a SendGrid key',
    source: rule('sendgrid'),
    secret: joined('SG', '.', noise('sg1', 22), '.', noise('sg2', 43)),
  },
  ...['shppa', 'shpca', 'shpat', 'shpss'].map((prefix): Planted => ({
    name: `Shopify ${prefix}`,
    words: 'a Shopify token',
    source: `${rule('shopify')}; shopify.dev/changelog`,
    secret: joined(prefix, '_', noise(prefix, 32, 'hex')),
  })),
  ...['sk_live', 'sk_test', 'rk_live', 'rk_test'].map((prefix): Planted => ({
    name: `Stripe ${prefix}`,
    words: 'a Stripe key',
    source: `${rule('stripe')}; docs.stripe.com/keys`,
    secret: joined(prefix, '_', noise(prefix, 99)),
  })),
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((prefix): Planted => ({
    name: `GitHub ${prefix}`,
    words: 'a GitHub token',
    source: `${rule('github')}; github.blog 2021-04-05`,
    secret: joined(prefix, '_', noise(prefix, 36)),
  })),
  {
    name: 'GitHub fine-grained token',
    words: 'a GitHub token',
    source: rule('github'),
    secret: joined('github', '_pat_', noise('pat1', 22), '_', noise('pat2', 59)),
  },
  {
    name: 'GitHub app installation token',
    words: 'a GitHub token',
    source: `${rule('github')}; github.blog/changelog 2026-04-24`,
    secret: joined('gh', 's_', '1234567', '_', jwt('ghs')),
  },
  {
    name: 'GitLab token',
    words: 'a GitLab token',
    source: `${rule('gitlab')}; docs.gitlab.com/security/tokens`,
    secret: joined('glp', 'at-', noise('gitlab', 20, 'url')),
  },
  {
    name: 'Grafana Cloud token',
    words: 'a Grafana token',
    source: `${rule('grafana')}; grafana.com/docs/grafana-cloud`,
    secret: joined('glc', '_eyJ', noise('glc', 120)),
  },
  {
    name: 'Grafana service account token',
    words: 'a Grafana token',
    source: rule('grafana'),
    secret: joined('gls', 'a_', noise('glsa', 32), '_', noise('glsa2', 8, 'hex')),
  },
  ...['proj', 'svcacct', 'admin'].map((which): Planted => ({
    name: `OpenAI ${which} key`,
    words: 'an OpenAI key',
    source: `${rule('openai')}; platform.openai.com/api-keys`,
    secret: joined(
      'sk',
      `-${which}-`,
      noise(`oa1 ${which}`, 74, 'url'),
      'T3Blbk',
      'FJ',
      noise(`oa2 ${which}`, 74, 'url'),
    ),
  })),
  {
    name: 'OpenAI user key of before 2024',
    words: 'an OpenAI key',
    source: rule('openai'),
    secret: joined('s', 'k-', noise('oa3', 20), 'T3Blbk', 'FJ', noise('oa4', 20)),
  },
  {
    name: 'Anthropic key',
    words: 'an Anthropic key',
    source: `${rule('anthropic')}; docs.anthropic.com`,
    secret: joined('sk', '-ant-', 'api03-', noise('ant', 93, 'url'), 'AA'),
  },
  {
    name: 'Groq key',
    words: 'a Groq key',
    source: `${rule('groq')}; console.groq.com`,
    secret: joined('gs', 'k_', noise('groq', 52)),
  },
  {
    name: 'Hugging Face token',
    words: 'a Hugging Face token',
    source: `${rule('huggingface')}; huggingface.co/docs/hub/security-tokens`,
    secret: joined('h', 'f_', noise('hf', 34, 'letters')),
  },
  {
    name: 'Linear key',
    words: 'a Linear key',
    source: rule('linear'),
    secret: joined('lin', '_api_', noise('linear', 40)),
  },
  {
    name: 'Notion integration token',
    words: 'a Notion token',
    source: `${rule('notion')}; developers.notion.com/changelog`,
    secret: joined('nt', 'n_', noise('ntn', 11, 'digits'), noise('ntn', 35)),
  },
  {
    name: '1Password service account token',
    words: 'a 1Password token',
    source: `${rule('1password')}; developer.1password.com`,
    secret: joined('op', 's_', onePassword()),
  },
  ...['mongodb', 'mongodb+srv', 'mysql', 'jdbc:mysql', 'postgres', 'postgresql'].map((scheme): Planted => ({
    name: `password in a ${scheme} address`,
    words: 'a database password',
    source: rule('database-connection-string'),
    secret: noise(scheme, 18),
    inside: (secret) => joined(`DATABASE_URL="${scheme}`, `://app:${secret}`, '@db.acme-internal.io:5432/shop"'),
  })),
  ...(
    [
      ['hvs', 95],
      ['hvb', 150],
      ['hvr', 95],
    ] as const
  ).map(([prefix, length]): Planted => ({
    name: `HashiCorp Vault ${prefix}`,
    words: 'a Vault token',
    source: `${rule('hashicorp-vault')}; developer.hashicorp.com/vault`,
    secret: joined(prefix, '.', noise(prefix, length, 'url')),
  })),
  ...['vcp', 'vci', 'vca', 'vcr', 'vck'].map((prefix): Planted => ({
    name: `Vercel ${prefix}`,
    words: 'a Vercel token',
    source: rule('vercel'),
    secret: joined(prefix, '_', noise(prefix, 40)),
  })),
  {
    name: 'Databricks token',
    words: 'a Databricks token',
    source: `${rule('databricks')}; docs.databricks.com`,
    secret: joined('da', 'pi', noise('dapi', 32, 'hex')),
  },
  {
    name: 'Docker token',
    words: 'a Docker token',
    source: `${rule('docker')}; docs.docker.com/security/access-tokens`,
    secret: joined('dckr', '_pat_', noise('docker', 27)),
  },
  {
    name: 'Figma token',
    words: 'a Figma token',
    source: rule('figma'),
    secret: joined('fig', 'd_', noise('figma', 44)),
  },
  ...['cfk', 'cfut', 'cfat'].map((prefix): Planted => ({
    name: `Cloudflare ${prefix}`,
    words: 'a Cloudflare token',
    source: `${rule('cloudflare')}; developers.cloudflare.com`,
    secret: joined(prefix, '_', noise(prefix, 40), noise(prefix, 8, 'hex')),
  })),
  ...['api', 'auth', 'client', 'scim', 'webhook'].map((which): Planted => ({
    name: `Tailscale ${which} key`,
    words: 'a Tailscale key',
    source: `${rule('tailscale')}; tailscale.com/docs/reference/key-prefixes`,
    secret: joined('tsk', 'ey-', which, '-', noise(`ts ${which}`, 12), '-', noise(`ts2 ${which}`, 32)),
  })),
];

/** Of the providers people bring keys of, beyond the preset. */
const providers: readonly Planted[] = [
  {
    name: 'DeepSeek key',
    words: 'an API key',
    source: 'platform.deepseek.com',
    secret: joined('s', 'k-', noise('ds', 32, 'lower')),
  },
  {
    name: 'Moonshot key',
    words: 'an API key',
    source: 'platform.moonshot.ai',
    secret: joined('s', 'k-', noise('kimi', 48)),
  },
  {
    name: 'OpenRouter key',
    words: 'an API key',
    source: 'trufflehog openrouter',
    secret: joined('sk', '-or-v1-', noise('or', 64, 'hex')),
  },
  {
    name: 'Anthropic admin key',
    words: 'an API key',
    source: 'gitleaks anthropic-admin-api-key',
    secret: joined('sk', '-ant-', 'admin01-', noise('ant admin', 93, 'url'), 'AA'),
  },
  {
    name: 'Google API key',
    words: 'a Google API key',
    source: 'gitleaks gcp-api-key',
    secret: joined('AI', 'za', noise('google', 35, 'url')),
  },
  {
    name: 'Google API key of 2026',
    words: 'a Google API key',
    source: 'ai.google.dev/gemini-api/docs/api-key',
    secret: joined('A', 'Q.Ab8R', noise('google aq', 46, 'url')),
  },
  {
    name: 'Google access token',
    words: 'a Google access token',
    source: 'developers.google.com/identity/protocols/oauth2',
    secret: joined('ya', '29.', noise('ya29', 180, 'url')),
  },
  { name: 'xAI key', words: 'an xAI key', source: 'trufflehog xai', secret: joined('x', 'ai-', noise('xai', 80)) },
  {
    name: 'Replicate token',
    words: 'a Replicate token',
    source: 'trufflehog replicate',
    secret: joined('r', '8_', noise('replicate', 37)),
  },
  {
    name: 'Perplexity key',
    words: 'a Perplexity key',
    source: 'gitleaks perplexity-api-key',
    secret: joined('ppl', 'x-', noise('pplx', 48)),
  },
  {
    name: 'NVIDIA key',
    words: 'an NVIDIA key',
    source: 'trufflehog nvapi',
    secret: joined('nva', 'pi-', noise('nvidia', 64, 'url')),
  },
  {
    name: 'Fireworks key',
    words: 'a Fireworks key',
    source: 'trufflehog fireworks',
    secret: joined('f', 'w_', noise('fw', 24)),
  },
  {
    name: 'Cerebras key',
    words: 'a Cerebras key',
    source: 'cloud.cerebras.ai',
    secret: joined('c', 'sk-', noise('cerebras', 48, 'lower')),
  },
  {
    name: 'Together key',
    words: 'a Together key',
    source: 'docs.together.ai',
    secret: joined('tg', 'p_v1_', noise('together', 43, 'url')),
  },
  {
    name: 'AWS access key ID',
    words: 'an AWS access key ID',
    source: 'docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    secret: joined('AK', 'IA', noise('akia', 16, 'upper')),
  },
  {
    name: 'AWS access key ID of a session',
    words: 'an AWS access key ID',
    source: 'docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    secret: joined('AS', 'IA', noise('asia', 16, 'upper')),
  },
  {
    name: 'Bedrock key',
    words: 'a Bedrock key',
    source: 'gitleaks aws-amazon-bedrock-api-key-long-lived',
    secret: joined('AB', 'SK', noise('absk', 128)),
  },
  {
    name: 'Bedrock key for a day',
    words: 'a Bedrock key',
    source: 'gitleaks aws-amazon-bedrock-api-key-short-lived',
    secret: joined('bedrock', '-api-key-', 'YmVkcm9jay5hbWF6b25hd3MuY29t', noise('bak', 200)),
  },
  {
    name: 'token in an Authorization header',
    words: 'a bearer token',
    source: 'RFC 6750',
    secret: noise('bearer', 40),
    inside: (secret) => joined('curl -H "Authorization: Bear', `er ${secret}" https://api.acme.example/v1`),
  },
  {
    name: 'JSON web token in an Authorization header',
    words: 'a bearer token',
    source: 'RFC 7519',
    secret: jwt('bearer'),
    inside: (secret) => joined('Authorization: Bear', `er ${secret}`),
  },
  {
    name: 'encrypted private key',
    words: 'a private key',
    source: 'RFC 5958',
    secret: pem('ENCRYPTED ', 'MIIFHDBOBgkq'),
  },
  {
    name: 'RSA private key with OpenSSL’s headers',
    words: 'a private key',
    source: 'RFC 1421',
    secret: pem('RSA ', 'MIIE', 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n'),
  },
  {
    name: 'private key that was cut off',
    words: 'a private key',
    source: 'a file whose end is left out',
    secret: pem('', 'MIIE').slice(0, 300),
  },
  {
    name: 'private key that a diff takes away',
    words: 'a private key',
    source: 'git diff',
    secret: pem('EC ', 'MIIE').replaceAll('\n', '\n-'),
  },
];

export const planted: readonly Planted[] = [...preset, ...providers];

/** The text in which it stands. */
export const textOf = ({ secret, inside = (one) => one }: Planted): string => inside(secret);
