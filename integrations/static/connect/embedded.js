// Tells the page that has opened this window how the link goes. It is meant for that page's origin, and browsers hand it
// to no other; the truth is what the operator's server is told, or asks for.
(() => {
  const told = document.getElementById("told");
  if (!told || !window.opener) return;
  const { origin, message } = JSON.parse(told.textContent);
  window.opener.postMessage(message, origin);
})();
