/** A window of its own: does what its parent says with the health of a shared ledger, and answers. Argument: folder. */
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { healthBook } from '../../src/usage/health-book.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import { route } from '../core/samples.ts';

export type Order =
  | { readonly do: 'fail'; readonly key: string; readonly kind: FailureKind; readonly retryAfter?: number }
  | { readonly do: 'succeed' | 'cooling' | 'begin' | 'left' | 'forget'; readonly key: string }
  /** Fails for ever, in many small transactions, until it is killed. */
  | { readonly do: 'storm' };

const [folder = ''] = process.argv.slice(2);
const ledger = openLedger({ folder, onTrouble: () => undefined });
const book = healthBook(ledger.shared);
const health = new Health();
await book.open();

const routes = new Map<string, ReturnType<typeof route>>();
const routeOf = (key: string): ReturnType<typeof route> => {
  const known = routes.get(key) ?? route('acme/large', key);
  routes.set(key, known);
  return known;
};

const storm = async (): Promise<never> => {
  for (let round = 0; ; round++) {
    for (let key = 0; key < 50; key++)
      health.failed(routeOf(`k${key}`), new ChatFailure({ kind: 'rate', what: 'no' }), Date.now());
    await book.flush();
    if (round === 5) process.send?.('under way');
  }
};

const obey = (order: Order): unknown => {
  health.sync(book);
  const now = Date.now();
  if (order.do === 'storm') return void storm();
  const one = routeOf(order.key);
  if (order.do === 'fail')
    return health.failed(one, new ChatFailure({ kind: order.kind, what: 'no', retryAfter: order.retryAfter }), now);
  if (order.do === 'succeed') return health.succeeded(one, now, { firstTokenMs: 120 });
  if (order.do === 'begin') return health.begin(one, now);
  if (order.do === 'left') return health.left(one, now);
  if (order.do === 'forget') return health.forgetKey(order.key, now);
  return { cooling: health.coolingOf(one, now), pace: health.paceOf(one) };
};

process.on('message', (order: Order) => {
  const answer = obey(order);
  if (order.do !== 'storm') process.send?.({ answer });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
