import * as vscode from 'vscode';

/** Asks the first Auto there is, as any extension may, and says what came of it. */
const write = async () => {
  const [model] = await vscode.lm.selectChatModels({ vendor: 'keyway', id: 'auto' });
  if (!model) return vscode.window.showWarningMessage('Docs Writer found no model.');
  try {
    const question = vscode.LanguageModelChatMessage.User('Write one sentence about documentation.');
    const response = await model.sendRequest([question], { justification: 'To write documentation.' });
    let text = '';
    for await (const part of response.text) text += part;
    void vscode.window.showInformationMessage(`Docs Writer was answered: ${text}`);
  } catch (error) {
    void vscode.window.showWarningMessage(`Docs Writer was refused: ${String(error)}`);
  }
};

export const activate = ({ subscriptions }) => {
  subscriptions.push(vscode.commands.registerCommand('acme.write', write));
};
