/** Every name VS Code knows us by: commands, settings, context keys, secrets. The manifest is tested against these tables. */

/** Vendor of our language models, as VS Code and people's settings know it. */
export const vendor = 'keyway';

/** Titles as the palette shows them after the category `Keyway`; an ellipsis where the command asks for more. */
export const commands = {
  'keyway.getStarted': 'Get Started',
  'keyway.addKey': 'Add Key…',
  'keyway.listKeys': 'List Keys',
  'keyway.testKey': 'Test Key…',
  'keyway.updateKey': 'Update Key…',
  'keyway.renameKey': 'Rename Key…',
  'keyway.enableKey': 'Enable Key…',
  'keyway.disableKey': 'Disable Key…',
  'keyway.setKeyPriority': 'Set Key Priority…',
  'keyway.limitKey': 'Limit Key to Models…',
  'keyway.setKeyExpiry': 'Set Key Expiry…',
  'keyway.removeKey': 'Remove Key…',
  'keyway.confirmOrigin': 'Confirm Where a Key Is Sent…',
  'keyway.importKeys': 'Import Keys from Environment…',
  'keyway.importEnvFile': 'Import Keys from .env File…',
  'keyway.importElsewhere': 'Import Keys from Another Extension’s File…',
  'keyway.recoverKeys': 'Recover Lost Keys',
  'keyway.refreshModels': 'Refresh Models',
  'keyway.refreshModelFacts': 'Refresh Model Facts',
  'keyway.setUpChat': 'Set Up Chat',
  'keyway.diagnose': 'Diagnose…',
  'keyway.useForSmallTasks': 'Use Keyway for Utility Tasks',
  'keyway.stopSmallTasks': 'Stop Using Keyway for Utility Tasks',
  'keyway.generateCode': 'Generate Code…',
  'keyway.explainCode': 'Explain Code',
  'keyway.fixCode': 'Fix Code',
  'keyway.writeTests': 'Write Tests',
  'keyway.documentCode': 'Document Code',
  'keyway.refactorCode': 'Refactor Code…',
  'keyway.translateCode': 'Translate Code to Language…',
  'keyway.acceptCode': 'Accept Proposed Code',
  'keyway.discardCode': 'Discard Proposed Code',
  'keyway.commitMessage': 'Write Commit Message',
  'keyway.showReceipts': 'Show Receipts',
  'keyway.openPanel': 'Open Panel',
  'keyway.showUsage': 'Show Usage',
  'keyway.exportUsage': 'Export Usage…',
  'keyway.forgetUsage': 'Forget Usage…',
  'keyway.reconcile': 'Reconcile…',
  'keyway.correctPrices': 'Correct Prices…',
  'keyway.compare': 'Compare Models…',
  'keyway.explainRoute': 'Explain Route…',
  'keyway.simulate': 'Simulate Routing…',
  'keyway.setBudget': 'Set Budget…',
  'keyway.showBudgets': 'Show Budgets',
  'keyway.manageCallers': 'Manage Callers…',
  'keyway.toggleCompletions': 'Turn Inline Completions On or Off',
  'keyway.searchCode': 'Search Code by Meaning…',
  'keyway.indexWorkspace': 'Index Workspace for Search',
  'keyway.pauseIndexing': 'Pause Indexing',
  'keyway.forgetIndex': 'Forget Search Index…',
  'keyway.clearCache': 'Clear Response Cache',
  'keyway.showAuditLog': 'Show Audit Log',
  'keyway.verifyAuditLog': 'Verify Audit Log',
  'keyway.setOtelToken': 'Set OpenTelemetry Token…',
  'keyway.showLog': 'Show Log',
} as const;

export type CommandId = keyof typeof commands;

/** Settings with the type of their value. All that name a URL are machine-scoped: a repository must not redirect a key. */
export interface SettingTypes {
  /** Base URL by provider id, instead of the record's and the key's own. */
  'keyway.baseUrls': Readonly<Record<string, string>>;
  /** Headers by provider id, beside the record's. */
  'keyway.headers': Readonly<Record<string, Readonly<Record<string, string>>>>;
  'keyway.importKeysFromEnvironment': boolean;
  'keyway.retestKeys': boolean;
  /** Facts and prices by `provider/model`, instead of what lists and tables say. */
  'keyway.models': Readonly<Record<string, unknown>>;
  /** When models.dev is asked for facts and prices. */
  'keyway.modelFacts.refresh': string;
  /** What happens to requests that hold secrets. */
  'keyway.secretGuard': string;
  /** By glob: true is never sent, false is let through though it looks like secrets. */
  'keyway.excludedFiles': Readonly<Record<string, boolean>>;
  'keyway.routing.floors': Readonly<Record<string, string>>;
  'keyway.routing.unratedModels': boolean;
  'keyway.routing.rules': readonly unknown[];
  'keyway.routing.preferredModels': readonly string[];
  'keyway.routing.defaultProvider': string;
  'keyway.routing.fallbackProvider': string;
  /** Tokens; 0 is no limit. */
  'keyway.routing.maxTokensPerRequest': number;
  'keyway.routing.costOptimisation': boolean;
  'keyway.routing.hedging': boolean;
  'keyway.workspace.allowedProviders': readonly string[];
  'keyway.budgets': readonly unknown[];
  'keyway.responseCache': boolean;
  'keyway.completions.enabled': boolean;
  /** By VS Code's id of a language; `*` is every other. */
  'keyway.completions.languages': Readonly<Record<string, boolean>>;
  /** US dollars; 0: no budget of their own. */
  'keyway.completions.dailyBudget': number;
  /** `provider/model`; '': the cheapest that fills gaps. */
  'keyway.completions.model': string;
  /** `provider/model`; '': the cheapest that makes vectors. */
  'keyway.search.model': string;
  'keyway.search.maxFiles': number;
  /** `provider/model`; '': the dearest candidate of each request. */
  'keyway.usage.baseline': string;
  /** Days for which attempts are kept one by one; 0 is for ever. */
  'keyway.usage.retentionDays': number;
  /** Base URL of a collector; '': off. */
  'keyway.otel.endpoint': string;
  /** Without secrets: those are in SecretStorage. */
  'keyway.otel.headers': Readonly<Record<string, string>>;
  'keyway.otel.signals': readonly string[];
  /** Which kinds of alerts are shown; those that are not named are. */
  'keyway.alerts.show': Readonly<Record<string, boolean>>;
  /** 0: never. */
  'keyway.alerts.rotateKeysAfterDays': number;
  /** '': none. Whoever has it can write there: as secret as a key. */
  'keyway.alerts.webhook': string;
  'keyway.timeouts.firstByteSeconds': number;
  'keyway.timeouts.idleSeconds': number;
  'keyway.timeouts.progressSeconds': number;
  /** What the status bar shows of money. */
  'keyway.statusBar': string;
}

/** Their scope: what a workspace may not decide is `machine` or `application`; the one it may decide only tightens. */
export const settings: { readonly [S in keyof SettingTypes]: 'machine' | 'application' | 'resource' } = {
  'keyway.baseUrls': 'machine',
  'keyway.headers': 'machine',
  'keyway.importKeysFromEnvironment': 'machine',
  'keyway.retestKeys': 'application',
  'keyway.models': 'application',
  'keyway.modelFacts.refresh': 'application',
  'keyway.secretGuard': 'application',
  'keyway.excludedFiles': 'application',
  'keyway.routing.floors': 'application',
  'keyway.routing.unratedModels': 'application',
  'keyway.routing.rules': 'application',
  'keyway.routing.preferredModels': 'application',
  'keyway.routing.defaultProvider': 'application',
  'keyway.routing.fallbackProvider': 'application',
  'keyway.routing.maxTokensPerRequest': 'application',
  'keyway.routing.costOptimisation': 'application',
  'keyway.routing.hedging': 'application',
  'keyway.workspace.allowedProviders': 'resource',
  'keyway.budgets': 'application',
  'keyway.responseCache': 'application',
  'keyway.completions.enabled': 'application',
  'keyway.completions.languages': 'application',
  'keyway.completions.dailyBudget': 'application',
  'keyway.completions.model': 'application',
  'keyway.search.model': 'application',
  'keyway.search.maxFiles': 'application',
  'keyway.usage.baseline': 'application',
  'keyway.usage.retentionDays': 'application',
  'keyway.otel.endpoint': 'machine',
  'keyway.otel.headers': 'machine',
  'keyway.otel.signals': 'application',
  'keyway.alerts.show': 'application',
  'keyway.alerts.rotateKeysAfterDays': 'application',
  'keyway.alerts.webhook': 'machine',
  'keyway.timeouts.firstByteSeconds': 'application',
  'keyway.timeouts.idleSeconds': 'application',
  'keyway.timeouts.progressSeconds': 'application',
  'keyway.statusBar': 'application',
};

/** Context keys with the type of their value, for `when` and `enablement` clauses. */
export interface ContextTypes {
  /** At least one key is stored, enabled or not. */
  'keyway.hasKeys': boolean;
  /** Steps of the walkthrough: a key is stored, the chat can use its models, a request was answered, a budget is set. */
  'keyway.done.key': boolean;
  'keyway.done.chat': boolean;
  'keyway.done.answer': boolean;
  'keyway.done.budget': boolean;
  /** Proposals of code that are written to their end, by their addresses. */
  'keyway.finishedProposals': readonly string[];
}

export const contextKeys: { readonly [C in keyof ContextTypes]: null } = {
  'keyway.hasKeys': null,
  'keyway.done.key': null,
  'keyway.done.chat': null,
  'keyway.done.answer': null,
  'keyway.done.budget': null,
  'keyway.finishedProposals': null,
};

/** Followed by the key's id, this names its secret in SecretStorage. */
export const secretPrefix = 'keyway.key.';
