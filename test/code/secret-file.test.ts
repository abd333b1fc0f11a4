import assert from 'node:assert/strict';
import { looksLikeSecrets } from '../../src/code/secret-file.ts';

const secret = `
.env .env.local .env.production .ENV .env.example .envrc prod.env config/.env
server.pem tls.KEY master.key AuthKey_ABC.p8 store.p12 cert.pfx putty.ppk release.jks debug.keystore backup.gpg work.kdbx
id_rsa id_rsa.bak id_ed25519 id_ecdsa_sk id_work id_rsa.pub
credentials credentials.json .aws/credentials credentials.yml.enc application_default_credentials.json
client_secret_123.apps.json client-secrets.json service-account.json my-service-account.json secrets.yaml secrets.prod.yaml
app.secrets.json secret.txt passwords.csv passwd .netrc _netrc .npmrc .pypirc .pgpass .htpasswd .git-credentials .vault-token
.kube/config .docker/config.json kubeconfig staging.kubeconfig prod.tfvars prod.auto.tfvars.json terraform.tfstate.backup
local.settings.json home/.ssh/known_hosts .config/gh/hosts.yml .config/gcloud/access_tokens.db .gnupg/trustdb
`
  .trim()
  .split(/\s+/);

const open = `
index.ts environment.ts env.ts dotenv.js .envoy/readme.md id_generator.py id_map.go ids.json keys.ts key.ts keyboard.key.ts
credentials.ts Credentials.java secrets.py secret-guard.ts password.go passwordField.tsx monkey.json public.json tokens.css
docker/config.json kube/config.yaml aws/credentials.go config.json settings.json package.json README.md Makefile
terraform/main.tf service_account.py private-key.ts
`
  .trim()
  .split(/\s+/);

describe('files of secrets', () => {
  for (const path of secret)
    it(`keeps ${path} back`, () => assert.equal(looksLikeSecrets(`/home/me/project/${path}`), true));

  for (const path of open)
    it(`lets ${path} be read`, () => assert.equal(looksLikeSecrets(`/home/me/project/${path}`), false));

  it('knows the paths of Windows, and the names that Windows opens as another', () => {
    assert.equal(looksLikeSecrets(String.raw`C:\Users\me\.ssh\config`), true);
    assert.equal(looksLikeSecrets(String.raw`C:\work\.env. `), true);
    assert.equal(looksLikeSecrets(String.raw`C:\work\server.key.`), true);
    assert.equal(looksLikeSecrets(String.raw`C:\work\main.ts`), false);
  });

  it('needs no folder in front', () => {
    assert.equal(looksLikeSecrets('.env'), true);
    assert.equal(looksLikeSecrets('.ssh/config'), true);
    assert.equal(looksLikeSecrets('main.go'), false);
  });
});
