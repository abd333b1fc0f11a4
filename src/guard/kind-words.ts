import { t } from '../core/l10n.ts';
import type { Kind } from './span.ts';

/**
 * Secrets and how many there are, for people. What a model reads in their place stays as it is in every language: a
 * conversation that grows must be masked the same way each time.
 */
export const kindText = ({ words, label, isOwn }: Kind, number: number): string => {
  if (isOwn) return words;
  // A rule that came later is called as it calls itself.
  return texts[words]?.(number) ?? (number === 1 ? words : `${number} ${label}s`);
};

const texts: Readonly<Record<string, (number: number) => string>> = {
  'a 1Password token': (number) => (number === 1 ? t('a 1Password token') : t('{0} 1Password tokens', number)),
  'a Bedrock key': (number) => (number === 1 ? t('a Bedrock key') : t('{0} Bedrock keys', number)),
  'a Cerebras key': (number) => (number === 1 ? t('a Cerebras key') : t('{0} Cerebras keys', number)),
  'a Cloudflare token': (number) => (number === 1 ? t('a Cloudflare token') : t('{0} Cloudflare tokens', number)),
  'a Databricks token': (number) => (number === 1 ? t('a Databricks token') : t('{0} Databricks tokens', number)),
  'a Docker token': (number) => (number === 1 ? t('a Docker token') : t('{0} Docker tokens', number)),
  'a Figma token': (number) => (number === 1 ? t('a Figma token') : t('{0} Figma tokens', number)),
  'a Fireworks key': (number) => (number === 1 ? t('a Fireworks key') : t('{0} Fireworks keys', number)),
  'a GitHub token': (number) => (number === 1 ? t('a GitHub token') : t('{0} GitHub tokens', number)),
  'a GitLab token': (number) => (number === 1 ? t('a GitLab token') : t('{0} GitLab tokens', number)),
  'a Google API key': (number) => (number === 1 ? t('a Google API key') : t('{0} Google API keys', number)),
  'a Google access token': (number) =>
    number === 1 ? t('a Google access token') : t('{0} Google access tokens', number),
  'a Grafana token': (number) => (number === 1 ? t('a Grafana token') : t('{0} Grafana tokens', number)),
  'a Groq key': (number) => (number === 1 ? t('a Groq key') : t('{0} Groq keys', number)),
  'a Hugging Face token': (number) => (number === 1 ? t('a Hugging Face token') : t('{0} Hugging Face tokens', number)),
  'a Linear key': (number) => (number === 1 ? t('a Linear key') : t('{0} Linear keys', number)),
  'a Notion token': (number) => (number === 1 ? t('a Notion token') : t('{0} Notion tokens', number)),
  'a Perplexity key': (number) => (number === 1 ? t('a Perplexity key') : t('{0} Perplexity keys', number)),
  'a Replicate token': (number) => (number === 1 ? t('a Replicate token') : t('{0} Replicate tokens', number)),
  'a SendGrid key': (number) => (number === 1 ? t('a SendGrid key') : t('{0} SendGrid keys', number)),
  'a Shopify token': (number) => (number === 1 ? t('a Shopify token') : t('{0} Shopify tokens', number)),
  'a Slack token': (number) => (number === 1 ? t('a Slack token') : t('{0} Slack tokens', number)),
  'a Slack webhook': (number) => (number === 1 ? t('a Slack webhook') : t('{0} Slack webhooks', number)),
  'a Stripe key': (number) => (number === 1 ? t('a Stripe key') : t('{0} Stripe keys', number)),
  'a Tailscale key': (number) => (number === 1 ? t('a Tailscale key') : t('{0} Tailscale keys', number)),
  'a Together key': (number) => (number === 1 ? t('a Together key') : t('{0} Together keys', number)),
  'a URL login': (number) => (number === 1 ? t('a URL login') : t('{0} URL logins', number)),
  'a Vault token': (number) => (number === 1 ? t('a Vault token') : t('{0} Vault tokens', number)),
  'a Vercel token': (number) => (number === 1 ? t('a Vercel token') : t('{0} Vercel tokens', number)),
  'a bearer token': (number) => (number === 1 ? t('a bearer token') : t('{0} bearer tokens', number)),
  'a database password': (number) => (number === 1 ? t('a database password') : t('{0} database passwords', number)),
  'a private key': (number) => (number === 1 ? t('a private key') : t('{0} private keys', number)),
  'a secret': (number) => (number === 1 ? t('a secret') : t('{0} secrets', number)),
  'an API key': (number) => (number === 1 ? t('an API key') : t('{0} API keys', number)),
  'an AWS access key ID': (number) => (number === 1 ? t('an AWS access key ID') : t('{0} AWS access key IDs', number)),
  'an AWS secret access key': (number) =>
    number === 1 ? t('an AWS secret access key') : t('{0} AWS secret access keys', number),
  'an Anthropic key': (number) => (number === 1 ? t('an Anthropic key') : t('{0} Anthropic keys', number)),
  'an NVIDIA key': (number) => (number === 1 ? t('an NVIDIA key') : t('{0} NVIDIA keys', number)),
  'an OpenAI key': (number) => (number === 1 ? t('an OpenAI key') : t('{0} OpenAI keys', number)),
  'an npm token': (number) => (number === 1 ? t('an npm token') : t('{0} npm tokens', number)),
  'an xAI key': (number) => (number === 1 ? t('an xAI key') : t('{0} xAI keys', number)),
};
