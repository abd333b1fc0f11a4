/**
 * Builds the OpenTelemetry Collector from its sources as Debian sid packages them, on Debian as root, in a few minutes and
 * with about 3 GB of disk while it works: `node test/wire/collectors/build.ts`. The tests then send to it.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mustRun } from '../../vscode/harness/command.ts';
import { isDebianRoot, programs, release } from './debian.ts';

const sources = path.join(programs, 'go');

const build = async (): Promise<void> => {
  if (!isDebianRoot())
    throw new Error('This needs Debian, and root: install an otelcol and name it in KEYWAY_OTELCOL.');
  const sid = await release('sid');
  const wanted = await sid.apt('-y', '--print-uris', 'install', 'golang-opentelemetry-collector-dev', 'golang-go');
  const names = [...wanted.matchAll(/\/(golang-[^_/]+)_[^/']*\.deb'/g)].flatMap(([, name]) => name ?? []);
  console.log(`${names.length} packages of Go sources`);
  await sid.unpack(sources, names);
  const lib = path.join(sources, 'usr/lib');
  const go = fs.readdirSync(lib).find((name) => /^go-1\.\d+$/.test(name)) ?? 'go';
  const own = path.join(sources, 'own');
  fs.mkdirSync(path.join(own, 'src/otelcol'), { recursive: true });
  fs.copyFileSync(path.join(import.meta.dirname, 'main.go'), path.join(own, 'src/otelcol/main.go'));
  const program = path.join(programs, 'otelcol');
  await mustRun([path.join(lib, go, 'bin/go'), 'build', '-trimpath', '-ldflags=-s -w', '-o', program, 'otelcol'], {
    cwd: programs,
    env: {
      GOROOT: path.join(lib, go),
      GOPATH: `${own}:${path.join(sources, 'usr/share/gocode')}`,
      GOCACHE: path.join(sources, 'cache'),
      GO111MODULE: 'off',
      GOTOOLCHAIN: 'local',
      GOFLAGS: '',
      CGO_ENABLED: '0',
    },
  });
  fs.rmSync(sources, { recursive: true });
  console.log(`built ${program}`);
};

await build();
