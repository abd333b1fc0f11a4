/**
 * Questions about two packages of the lock file, as a programmer asks who does not know their words, with the files that
 * answer them. Of undici 7.29.1 and mocha 12.0.3, below `lib`.
 */
export const questions: readonly { readonly asks: string; readonly answers: readonly string[] }[] = [
  { asks: 'How long does it wait before a failed call is repeated?', answers: ['undici/handler/retry-handler.js'] },
  {
    asks: 'Where is it followed when a server says that a resource has moved to another address?',
    answers: ['undici/handler/redirect-handler.js'],
  },
  {
    asks: 'Spread load over several servers and give less to those that break',
    answers: ['undici/dispatcher/balanced-pool.js'],
  },
  { asks: 'Use several servers evenly, each in its turn', answers: ['undici/dispatcher/round-robin-pool.js'] },
  {
    asks: 'Which hosts are reached directly although an environment variable sets a gateway?',
    answers: ['undici/dispatcher/env-http-proxy-agent.js'],
  },
  { asks: 'Unpack an answer that came zipped', answers: ['undici/interceptor/decompress.js'] },
  {
    asks: 'Remember the IP numbers of a machine name and use them alternately',
    answers: ['undici/interceptor/dns.js'],
  },
  {
    asks: 'Send only one of several identical calls that are under way and share its answer',
    answers: ['undici/handler/deduplication-handler.js', 'undici/interceptor/deduplicate.js'],
  },
  { asks: 'Keep answers on disk in a database', answers: ['undici/cache/sqlite-cache-store.js'] },
  { asks: 'Keep answers in RAM up to a certain total size', answers: ['undici/cache/memory-cache-store.js'] },
  {
    asks: 'Is an answer that was kept too old to be given again?',
    answers: ['undici/interceptor/cache.js', 'undici/handler/cache-handler.js'],
  },
  {
    asks: 'Ask the server whether a kept answer is still good',
    answers: ['undici/handler/cache-revalidation-handler.js', 'undici/interceptor/cache.js'],
  },
  { asks: 'Understand weekday, day and month in the formats that web servers write', answers: ['undici/util/date.js'] },
  { asks: 'Cheap alarms that need not be exact to the millisecond', answers: ['undici/util/timers.js'] },
  {
    asks: 'Take apart the line by which a site makes the browser remember a value',
    answers: ['undici/web/cookies/parse.js'],
  },
  { asks: 'Which signs are forbidden in the name of a cookie?', answers: ['undici/web/cookies/util.js'] },
  { asks: 'Read a form that was submitted with attached files', answers: ['undici/web/fetch/formdata-parser.js'] },
  {
    asks: 'Decode an address that carries its whole content itself, in base64',
    answers: ['undici/web/fetch/data-url.js'],
  },
  {
    asks: 'Make sure that a downloaded script has the fingerprint that the page names',
    answers: ['undici/web/subresource-integrity/subresource-integrity.js'],
  },
  {
    asks: 'Take apart what a server pushes line by line over one long answer',
    answers: ['undici/web/eventsource/eventsource-stream.js', 'undici/web/eventsource/eventsource.js'],
  },
  {
    asks: 'Put an outgoing frame together and hide its content with random bytes',
    answers: ['undici/web/websocket/frame.js'],
  },
  { asks: 'Read incoming frames however the network has cut them', answers: ['undici/web/websocket/receiver.js'] },
  {
    asks: 'Say goodbye to the other side before a two-way connection ends',
    answers: [
      'undici/web/websocket/connection.js',
      'undici/web/websocket/websocket.js',
      'undici/web/websocket/stream/websocketstream.js',
    ],
  },
  {
    asks: 'Find the prepared answer that belongs to a call which a test makes',
    answers: ['undici/mock/mock-utils.js', 'undici/mock/mock-interceptor.js'],
  },
  {
    asks: 'Show a table of the prepared answers that were never used',
    answers: ['undici/mock/pending-interceptors-formatter.js'],
  },
  { asks: 'Look up afterwards which calls a test has made', answers: ['undici/mock/mock-call-history.js'] },
  {
    asks: 'Write real answers to a file and play them again in later runs',
    answers: ['undici/mock/snapshot-recorder.js', 'undici/mock/snapshot-agent.js'],
  },
  { asks: 'A fast ring of slots for what waits in line', answers: ['undici/dispatcher/fixed-queue.js'] },
  { asks: 'Find the lower case form of a header name by walking its letters', answers: ['undici/core/tree.js'] },
  { asks: 'Open an encrypted line and resume the session of the last one', answers: ['undici/core/connect.js'] },
  { asks: 'Log in to a SOCKS gateway with user name and password', answers: ['undici/core/socks5-client.js'] },
  { asks: 'Throw when the answer has a bad status', answers: ['undici/interceptor/response-error.js'] },
  { asks: 'A cat with a rainbow that flies through the terminal', answers: ['mocha/reporters/nyan.js'] },
  { asks: 'Write the outcome as XML for a build server', answers: ['mocha/reporters/xunit.js'] },
  { asks: 'Show failures as remarks at the lines of a pull request', answers: ['mocha/reporters/github-actions.js'] },
  { asks: 'Complain about variables that a test has left behind in the global scope', answers: ['mocha/runner.js'] },
  {
    asks: 'Show in red and green how the wanted value differs from the real one',
    answers: ['mocha/reporters/base.js'],
  },
  { asks: 'Which files on disk does a wildcard on the command line mean?', answers: ['mocha/cli/lookup-files.js'] },
  { asks: 'Flags that only print a list and quit at once', answers: ['mocha/cli/one-and-dones.js'] },
  { asks: 'Make an empty page that runs everything in the browser', answers: ['mocha/cli/init.js'] },
  { asks: 'Count how many have passed and how long all of it took', answers: ['mocha/stats-collector.js'] },
  { asks: 'Hand results from a worker process to its parent', answers: ['mocha/nodejs/serializer.js'] },
  { asks: 'Give up on a test that takes longer than it may', answers: ['mocha/runnable.js'] },
  { asks: 'Drop a module from memory so that it is loaded anew', answers: ['mocha/nodejs/file-unloader.js'] },
];
