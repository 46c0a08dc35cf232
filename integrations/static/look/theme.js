// Light or dark as chosen in the editor or the admin, before anything is drawn; as the system is where nobody has chosen.
(() => {
  const apply = () => {
    const chosen = localStorage.getItem("adminTheme");
    if (chosen === '"light"' || chosen === '"dark"') document.documentElement.dataset.theme = JSON.parse(chosen);
    else document.documentElement.removeAttribute("data-theme");
  };
  apply();
  addEventListener("storage", apply);
})();
