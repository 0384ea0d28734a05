// The default branch of a `switch` that handles every variant of the wire. Pure.

/**
 * tsc refuses a call with a value that is not `never`: a variant without a `case`. At run time a newer server may send
 * a variant that this page does not know yet, which it ignores.
 * @param {never} _unknown
 */
export function ignoreUnknown(_unknown) {}
