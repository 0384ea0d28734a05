// Unguessable ids. Pure, but for the browser's randomness.

/** Bytes of an id: enough to make guessing infeasible. */
const ID_BYTES = 8;

/** Random hexadecimal digits; randomUUID does not exist on plain http. */
export function randomHex() {
  return Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
