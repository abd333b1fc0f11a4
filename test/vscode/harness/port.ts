import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';

/**
 * The port of a profile. The workbench keeps secrets and its own state per origin in the browser,
 * so a profile that came back on another port would come back empty.
 */
export async function portOf(profile: string, wanted: number | undefined): Promise<number> {
  const file = path.join(profile, 'port');
  const remembered = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const port = wanted ?? (remembered || (await freePort()));
  fs.mkdirSync(profile, { recursive: true });
  fs.writeFileSync(file, String(port));
  return port;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
