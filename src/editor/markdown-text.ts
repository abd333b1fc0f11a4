/** Free text on a page or in a table's cell: it must not become a link, an image, a column or a formula. */
export { plain as plainText } from '../usage/usage-table.ts';
