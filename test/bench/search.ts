import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const Figures = z.object({
  files: z.number(),
  chunks: z.number(),
  /** Of the index's file. */
  fileBytes: z.number(),
  build: z.object({
    /** Milliseconds to read and divide all files, and to do what was found: without the time of a model. */
    surveyMs: z.number(),
    syncMs: z.number(),
    chunks: z.number(),
  }),
  query: z.object({
    /** Milliseconds of the first question, which reads the vectors. */
    firstMs: z.number(),
    p50: z.number(),
    p95: z.number(),
    /** Of the vectors in memory, and by how much the process has grown with everything else. */
    vectorBytes: z.number(),
    grownBytes: z.number(),
  }),
  /** After one line of one file has changed. */
  edit: z.object({ ms: z.number(), embedded: z.number() }),
});

export type SearchFigures = z.infer<typeof Figures>;

/** An index of 50,000 chunks of 1,536 numbers, in a process of its own. */
export const measureSearch = async (say: (line: string) => void): Promise<SearchFigures> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-search-bench-'));
  try {
    const script = path.join(import.meta.dirname, 'search-child.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, folder]);
    const figures = Figures.parse(JSON.parse(stdout));
    const { files, chunks, fileBytes, build, query, edit } = figures;
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
    say(`search index of ${chunks} chunks of 1,536 numbers, in ${files} files: ${megabytes(fileBytes)} on disk`);
    say(
      `  a question: p50 ${query.p50.toFixed(1)} ms, p95 ${query.p95.toFixed(1)} ms; the first ${query.firstMs.toFixed(0)} ms`,
    );
    say(`  in memory: vectors ${megabytes(query.vectorBytes)}, the process grew by ${megabytes(query.grownBytes)}`);
    say(`  after one edited line: ${edit.embedded} chunk embedded, ${edit.ms.toFixed(0)} ms of our side`);
    const [survey, sync] = [build.surveyMs / 1_000, build.syncMs / 1_000];
    say(
      `  first index, our side: looked in ${survey.toFixed(1)} s, built in ${sync.toFixed(1)} s (${(chunks / sync).toFixed(0)} chunks a second)`,
    );
    return figures;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
