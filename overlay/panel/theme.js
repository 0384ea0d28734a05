// Sets the chosen colours before anything is painted; a module would come too late and flash. Classic script on purpose.
(() => {
  try {
    const chosen = localStorage.getItem("daigang-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage may be forbidden in a dock; then the system's choice stands.
  }
})();
