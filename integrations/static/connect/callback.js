// Tells the editor how connecting ended, and closes its window. The truth reaches the editor over its socket;
// this is a hint that makes it faster. Nothing here is secret, and it goes to our own origin alone.
(() => {
  const outcome = document.getElementById("outcome");
  if (!outcome) return;
  const { origin, success, provider, connection, customer, email, status, error } = outcome.dataset;
  const message = {
    type: "machina-oauth",
    success: success === "true",
    provider,
    connection: connection || null,
    customer_id: customer || null,
    email: email || null,
    status: status || null,
    error: error || null,
  };
  if (window.opener) window.opener.postMessage(message, origin);
  if ("BroadcastChannel" in window) {
    const channel = new BroadcastChannel("machina-oauth");
    channel.postMessage(message);
    channel.close();
  }
  // An error, or a warning, is left open to be read.
  if (message.success && !message.error) window.setTimeout(() => window.close(), 900);
})();
