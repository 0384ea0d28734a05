// Views, cards and contexts for tests of the panel's pure parts.

/** Words as their keys and blanks, so that tests name decisions and not sentences. */
export const say = Object.assign((key, blanks = {}) => [key, ...Object.values(blanks)].join(" "), {
  has: (key) => key !== "do_later",
});

export const face = (number, more = {}) => ({
  job: `j${number}`,
  card: number,
  number,
  kind: "job",
  kind_word: "工厂",
  title: `岗位${number}`,
  pay: "1",
  employer: "厂",
  full: false,
  expired: false,
  ...more,
});
export const view = (more = {}) => ({
  on_air: { ...face(8), shown_at: 1000 },
  panic: false,
  show: { number: 42, starts_at: 0, planned_minutes: 180, live_since: 0, closed: false },
  cued: null,
  next: 9,
  rundown: [face(7, { expired: true, valid_until: "2026-09-30" }), face(8), face(9), face(10, { full: true })],
  undo: { take: { card: 8 } },
  how: {},
  sign_ups: { missing: [], paused: false },
  face: null,
  contact: { address: true, phone: true, qr: true, hidden: false },
  driver: null,
  locked: false,
  ...more,
});
export const me = (role = "driver") => ({ seat: "a", role });
/** The facts that a press is decided on: connected, and permitted. */
export const context = (more = {}) => ({ view: view(), online: true, hidden: false, me: me(), ...more });
