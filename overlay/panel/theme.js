// Sets the chosen colours, and the rehearsal's, before anything is painted; a module would come too late and flash. Classic script on purpose.
(() => {
  if (/[?&]stage=rehearsal(&|$)/.test(location.search)) document.documentElement.dataset.stage = "rehearsal";
  try {
    const chosen = localStorage.getItem("daigang-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden in a dock; then the system's choice stands.
  }
})();
