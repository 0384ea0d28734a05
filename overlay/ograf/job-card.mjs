// The job card as an OGraf v1 graphic: the same element that our own overlay plays. A host names it as it likes.

export { JobCard as default } from "../card/job-card.js";
