import * as vscode from 'vscode';

const told = (sentence) => void vscode.window.showInformationMessage(`Docs Writer ${sentence}`);
const warned = (sentence) => void vscode.window.showWarningMessage(`Docs Writer ${sentence}`);

/** Asks the first Auto there is, as any extension may, and says what came of it. */
const write = async () => {
  const [model] = await vscode.lm.selectChatModels({ vendor: 'keyway', id: 'auto' });
  if (!model) return warned('found no model.');
  try {
    const question = vscode.LanguageModelChatMessage.User('Write one sentence about documentation.');
    const response = await model.sendRequest([question], { justification: 'To write documentation.' });
    let text = '';
    for await (const part of response.text) text += part;
    told(`was answered: ${text}`);
  } catch (error) {
    warned(`was refused: ${String(error)}`);
  }
};

/** The same through what Keyway's `activate` returns. */
const keyway = async () => (await vscode.extensions.getExtension('keyway.keyway').activate()).getApi(1);

const question = { messages: [{ role: 'user', content: 'Write one sentence about documentation.' }] };

const writeDirectly = async () => {
  try {
    const api = await keyway();
    let text = '';
    let receipt;
    for await (const event of api.chat(question, { task: 'chat', maxOutputTokens: 2_000 })) {
      if (event.type === 'text') text += event.text;
      else if (event.type === 'done') receipt = event.receipt;
    }
    told(`was told: ${text} (${receipt.model}, ${receipt.finish}, ${receipt.cost.from})`);
  } catch (error) {
    warned(`was turned away: ${error.name}: ${error.message}`);
  }
};

/** Everything else there is, in one sentence. */
const look = async () => {
  try {
    const api = await keyway();
    const plan = await api.plan(question);
    const providers = await api.providers();
    const usage = await api.usage({ span: 'today', by: 'model' });
    const models = providers.map(({ id, models: all }) => `${id} with ${all.length}`).join();
    told(`sees ${models}; next ${plan.models[0].model}; ${usage.requests} asked, by ${usage.groups[0]?.group}`);
  } catch (error) {
    warned(`was turned away: ${error.name}: ${error.message}`);
  }
};

export const activate = ({ subscriptions }) => {
  const commands = { write, writeDirectly, look };
  for (const [name, command] of Object.entries(commands))
    subscriptions.push(vscode.commands.registerCommand(`acme.${name}`, command));
};
