// The sentences of a job card in a third-party OGraf renderer. Generated: tests/js/ograf.test.mjs writes them from
// locales/*/overlay.toml. Our own overlay takes the sentences that the server sends.

/** @typedef {Record<string, string>} Words */

/** @type {{zh: Words, en: Words}} */
export const WORDS = {
  zh: {
    number: "{number}号岗",
    headcount: "招{count}人",
    seats: "名额{count}人",
    full: "招满",
    kind_job: "岗位",
    kind_gig: "零活",
    kind_haul: "货运",
    kind_training: "培训",
    kind_policy: "政策",
    place: "地点",
    hours: "时间",
    board: "食宿",
    insurance: "保险",
    needs: "要求",
    needs_training: "对象",
    needs_policy: "对象",
    safety: "安全",
    duty: "工作",
    duty_haul: "货物",
    duty_training: "课程",
    duty_policy: "内容",
    employer: "单位",
    source: "来源",
    how: "报名",
    how_full: "其他岗位",
    how_spoken: "评论里打“{number}号”，主播教您报名",
    how_spoken_other: "评论里打“报名”，主播教您报名",
    fee_line: "求职不收任何费用，不押身份证",
  },
  en: {
    number: "Job {number}",
    headcount: "{count} wanted",
    seats: "{count} places",
    full: "FULL",
    kind_job: "Job",
    kind_gig: "Day work",
    kind_haul: "Freight",
    kind_training: "Course",
    kind_policy: "Policy",
    place: "Place",
    hours: "Hours",
    board: "Board",
    insurance: "Cover",
    needs: "Needs",
    needs_training: "For",
    needs_policy: "For",
    safety: "Safety",
    duty: "Work",
    duty_haul: "Load",
    duty_training: "Topics",
    duty_policy: "About",
    employer: "With",
    source: "Source",
    how: "Sign up",
    how_full: "Other jobs",
    how_spoken: "Say “job {number}” in the comments",
    how_spoken_other: "Say “sign up” in the comments",
    fee_line: "Job seekers pay nothing and hand over no ID card",
  },
};

/**
 * Chinese unless English is asked for.
 * @param {unknown} lang
 * @returns {Words}
 */
export function wordsOf(lang) {
  return lang === "en" ? WORDS.en : WORDS.zh;
}
