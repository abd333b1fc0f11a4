/** Found from here, beside whose `node_modules` this file lies once the bench has installed them. */
export const load = (name) => import(name);
