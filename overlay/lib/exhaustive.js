// The default branch of a `switch` that handles every variant of the wire. Pure.

/**
 * tsc refuses a call with a value that is not `never`: a variant without a `case`. At run time a newer server may send
 * a variant that this page does not know yet, which it ignores.
 * @param {never} _unknown
 */
export function ignoreUnknown(_unknown) {}

/**
 * tsc refuses the rest of a destructured view that still has a field: a new field is drawn, or named as one that is
 * not. At run time a newer server may send more fields, which the page ignores.
 * @param {Record<string, never>} _rest
 */
export function ignoreRest(_rest) {}
