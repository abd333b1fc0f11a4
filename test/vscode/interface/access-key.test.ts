import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const model = 'amazon.nova-lite-v1:0';
const accessKeyId = 'AKIAINVENTED01234567';
const secretAccessKey = 'invented+secret/0123456789ABCDEFabcdef01';

describe('A person with an access key of Amazon', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'bedrock-converse',
      models: [model],
      behave: () => ({ does: 'answer', text: 'Bedrock says hello.', usage: { input: 10, output: 5 } }),
    });
    journey = await startJourney({ name: 'access-key', machineSettings: baseUrlsOf({ bedrock: sandbox }) });
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  it('leaves the API key empty, is asked for the access key instead, and it is tested before it is saved', async () => {
    const { workbench } = journey;
    const { page, quickInput } = workbench;
    const enter = async (field: RegExp, value: string): Promise<void> => {
      await until({ page, what: `the box for ${field}` }, async () => field.test((await quickInput.message()).text));
      if (value !== '') await quickInput.type(value);
      await quickInput.accept();
    };
    await workbench.runCommand('Keyway: Add Key…');
    await quickInput.waitFor('Add Key');
    await workbench.screenshot('access-key-providers');
    await quickInput.pick('Amazon Bedrock');
    await enter(/^Region of Amazon Bedrock/, 'eu-central-1');
    await enter(/Bedrock API key.*leave it empty to enter the access key ID instead/, '');
    await enter(/Access key ID of Amazon Bedrock/, accessKeyId);
    await enter(/Secret access key of Amazon Bedrock/, secretAccessKey);
    await enter(/Session token.*may be left empty/, '');
    await enter(/nickname/, '');
    const { text } = await workbench.notifications.waitFor(/was saved/);
    assert.match(text, /Amazon Bedrock key “default” was saved\. Amazon Bedrock accepts this key\./);
    await consentToChat(workbench);
  });

  it('is answered by a model of theirs, whose requests are signed and never hold the secret', async () => {
    const { page, chat } = journey.workbench;
    await chat.open();
    const row = await until({ page, what: 'the model in the picker', milliseconds: 120_000 }, async () =>
      (await chat.models()).find(({ detail }) => /Amazon Bedrock/.test(detail)),
    );
    await chat.chooseModel(row.label);
    const answer = await chat.waitForAnswer(await chat.ask('Who are you?'), { milliseconds: 120_000 });
    assert.equal(answer.error, '');
    assert.match(answer.text, /Bedrock says hello\./);
    const sent = sandbox.chats.find(({ body }) => body.includes('Who are you?'));
    assert.equal(sent?.path, `/model/${encodeURIComponent(model)}/converse-stream`);
    assert.match(
      String(sent.headers.authorization),
      new RegExp(`^AWS4-HMAC-SHA256 Credential=${accessKeyId}/\\d{8}/eu-central-1/bedrock/aws4_request`),
    );
    assert.ok(!JSON.stringify(sandbox.asked).includes(secretAccessKey));
  });
});
