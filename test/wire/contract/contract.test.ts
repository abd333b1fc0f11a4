import { describeProtocol } from './contract.ts';
import { subjects } from './subjects.ts';

for (const subject of subjects) describeProtocol(subject);
