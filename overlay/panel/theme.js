// Sets the chosen theme, and the rehearsal's colours, before the first paint. A classic script on purpose: a module
// would run too late, and the page would flash.
(() => {
  if (/[?&]stage=rehearsal(&|$)/.test(location.search)) document.documentElement.dataset.stage = "rehearsal";
  try {
    const chosen = localStorage.getItem("daigang-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be blocked in a dock; then the system's theme is used.
  }
})();
