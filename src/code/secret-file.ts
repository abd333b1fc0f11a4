import { fileName } from './file-name.ts';

/**
 * Files that hold secrets by their very name: nothing of them is ever sent, whatever is asked. Capitals do not matter.
 * `secrets.yaml` is one and `secrets.ts` is none: code that handles secrets holds no more of them than other code.
 */

const dataEnding = String.raw`\.(?:json|jsonc|ya?ml|toml|ini|cfg|conf|config|xml|csv|txt|properties|env|enc|bak|old|orig)`;

/** Of the name alone. */
const names: readonly RegExp[] = [
  // dotenv and direnv: `.env`, `.env.local`, `.envrc`, `prod.env`.
  /^\.env|\.env$/,
  // Private keys, and stores of them, of OpenSSL, SSH, PuTTY, Java, Apple, PGP and KeePass.
  /\.(?:pem|key|p8|p12|pfx|pk8|pkcs12|ppk|jks|keystore|gpg|pgp|kdbx?|keychain(?:-db)?|agekey)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)/,
  /^id_[^.]*$/,
  // `credentials`, `credentials.json`, `application_default_credentials.json`, `client_secret_1.json`, `service-account.json`.
  new RegExp(
    `(?:^|[._-])(?:credentials?|secrets?|passwords?|passwd|service[._-]?account|private[._-]?key)(?:${dataEnding})*$`,
  ),
  new RegExp(`^(?:client[._-]?secrets?|service[._-]?account|secrets?)[._-].*${dataEnding}$`),
  // Tools that keep tokens or passwords in a file of their own.
  /^[._](?:netrc|npmrc|pypirc|pgpass|htpasswd|git-credentials|vault-token|vault_pass|dockercfg|dockerconfigjson|s3cfg|boto|my\.cnf|mylogin\.cnf|databrickscfg|terraformrc|gem_credentials|passwd-s3fs)/,
  /^(?:local\.settings\.json|terraform\.rc|kubeconfig)$|\.(?:kubeconfig|tfvars|tfvars\.json|tfstate(?:\.backup)?|ovpn)$/,
];

/** Folders of which every file counts. */
const folders: readonly RegExp[] = [
  /(?:^|\/)\.(?:ssh|gnupg|aws|azure|kube|docker|password-store|vault|config\/(?:gh|gcloud))\//,
];

/** Whether nothing of a file may leave the machine. Of a path with slashes of either kind. */
export const looksLikeSecrets = (path: string): boolean => {
  const plain = path.toLowerCase().replaceAll('\\', '/');
  // Windows opens `.env.` and `.env ` as `.env`.
  const name = fileName(plain).replace(/[. ]+$/, '');
  return names.some((pattern) => pattern.test(name)) || folders.some((pattern) => pattern.test(plain));
};
