import * as fs from 'node:fs';
import * as path from 'node:path';
import { withLock } from '../../vscode/harness/lock.ts';
import { isDebianRoot, programs, release } from './debian.ts';

/** The OpenTelemetry Collector of this machine, or the one that `build.ts` built; undefined where there is none. */
export const findCollector = (): string | undefined =>
  chosen('KEYWAY_OTELCOL') ?? onPath(['otelcol', 'otelcol-contrib']) ?? existing(path.join(programs, 'otelcol'));

/** A VictoriaMetrics of this machine, or fetched on Debian as root, within seconds; undefined where there is none. */
export const findVictoriaMetrics = async (): Promise<string | undefined> =>
  chosen('KEYWAY_VICTORIAMETRICS') ??
  onPath(['victoria-metrics', 'victoria-metrics-prod']) ??
  existing(fetched) ??
  (isDebianRoot() ? fetchVictoriaMetrics() : undefined);

const root = path.join(programs, 'victoria-metrics');
const fetched = path.join(root, 'usr/bin/victoria-metrics');

/** Debian's own Prometheus will not do: it is built without its OTLP receiver (2.53 and 3.5, seen on 2026-11-21). */
const fetchVictoriaMetrics = (): Promise<string | undefined> =>
  withLock(path.join(programs, 'victoria-metrics.lock'), async () => {
    if (existing(fetched)) return fetched;
    try {
      await (await release('trixie')).unpack(root, ['victoria-metrics']);
    } catch (error) {
      const said = error instanceof Error ? error.message.slice(0, 200) : '';
      console.log(`  VictoriaMetrics could not be fetched: ${said}`);
    }
    return existing(fetched);
  });

const chosen = (variable: string): string | undefined => {
  const named = process.env[variable];
  if (!named) return undefined;
  if (fs.existsSync(named)) return named;
  throw new Error(`${variable} names ${named}, and there is no such file.`);
};

const existing = (file: string): string | undefined => (fs.existsSync(file) ? file : undefined);

const onPath = (names: readonly string[]): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => fs.existsSync(file));
