import { describeAnswers } from './answers.ts';
import { openCounterpart, type Counterpart } from './counterpart.ts';
import { describeRefusals } from './refusals.ts';
import { describeRequests } from './requests.ts';
import { describeSecrets } from './secrets.ts';
import { describeStopping } from './stopping.ts';
import type { Subject } from './subject.ts';

/** What every protocol owes its callers, asked over a real socket of every provider that speaks it. */
export const describeProtocol = (subject: Subject): void => {
  describe(`${subject.provider.protocol} as ${subject.provider.name} speaks it`, function () {
    // A busy machine is no failure.
    this.timeout(20_000);
    let counterpart: Counterpart;
    before(async () => {
      counterpart = await openCounterpart(subject);
    });
    after(() => counterpart.close());
    const at = (): Counterpart => counterpart;

    describeAnswers(subject, at);
    describeRequests(subject, at);
    describeRefusals(subject, at);
    describeStopping(subject, at);
    describeSecrets(subject, at);
  });
};
