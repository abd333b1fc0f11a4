import * as z from 'zod/mini';

// zod compiles schemas with `new Function` unless told not to, and its probe alone violates the page's content security
// policy. The page imports this before any schema is made; the extension does not.
z.config({ jitless: true });
