import assert from 'node:assert/strict';
import { generateCACertificate } from 'mockttp';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { bedrock } from '../../../src/providers/bedrock.ts';
import { bedrockConverse } from './bedrock-converse.ts';
import { describeProtocol } from './contract.ts';
import { openCounterpart } from './counterpart.ts';
import { eventsOf, talk, textOf } from './talk.ts';

const certificate = await generateCACertificate({ subject: { commonName: '127.0.0.1' } });
const subject = { ...bedrockConverse(bedrock), http2: certificate };

/** As VS Code's own fetch does, which offers HTTP/2 to every server; Node's does not of itself. */
describe('Amazon Bedrock over HTTP/2', () => {
  const usual = getGlobalDispatcher();
  let agent: Agent;
  before(() => {
    agent = new Agent({ allowH2: true, connect: { ca: certificate.cert, checkServerIdentity: () => undefined } });
    setGlobalDispatcher(agent);
  });
  after(async () => {
    setGlobalDispatcher(usual);
    await agent.destroy();
  });

  describeProtocol(subject);

  it('is HTTP/2 from end to end, for several requests at once', async () => {
    const counterpart = await openCounterpart(subject);
    try {
      counterpart.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
      const talks = await Promise.all(Array.from({ length: 8 }, () => talk(subject, counterpart.origin)));
      for (const each of talks) assert.equal(textOf(eventsOf(each)), 'Yes.');
      assert.deepEqual(
        counterpart.exchanges.map(({ version }) => version),
        talks.map(() => '2.0'),
      );
    } finally {
      await counterpart.close();
    }
  });
});
