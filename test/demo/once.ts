import { openWorkbench } from '../vscode/harness/workbench.ts';
import { lastReceipt } from '../vscode/interface/journey.ts';

export interface Asked {
  readonly question: string;
  readonly answer: string;
  readonly receipt: string;
}

/** Does what a person would do in the demo: sets up the chat, picks Auto, asks, and reads the receipt. */
export const askOnce = async (url: string, contextDir: string): Promise<Asked> => {
  const question = 'What is a closure in TypeScript?';
  const workbench = await openWorkbench({ url, contextDir });
  try {
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await workbench.dialogs.click('Enable Extension and Use Keyway Models');
    await workbench.chat.open();
    await workbench.chat.chooseModel('Auto');
    const answer = await workbench.chat.waitForAnswer(await workbench.chat.ask(question), { milliseconds: 120_000 });
    const lines = (await lastReceipt(workbench)).split(/\. (?=[A-Z$~])/);
    return { question, answer: answer.text, receipt: lines.join('\n  ') };
  } finally {
    await workbench.close();
  }
};
