/* Machina's connect flow in a product of your own. Your server makes a link with the origin of your page; in a click:

     MachinaConnect.open({ url, onState, onFinished, onClosed })

   `url` is the link's address, or a promise of it: the window is opened at once, or browsers would block it.
   `mode: "redirect"` leaves your page instead; the link's return_url leads back to it.
   onState and onFinished get { link, state, providers: [{ provider, state, connection, error }] }. They are hints, which
   a browser may lose. What counts is what your server is told by webhook, or asks for. */
(() => {
  "use strict";
  const machina = new URL(document.currentScript.src).origin;
  const LOOK_EVERY = 400;

  const isOurs = (address) => {
    try {
      return new URL(address).origin === machina;
    } catch {
      return false;
    }
  };

  const place = (width, height) => {
    const left = Math.max(0, Math.round(window.screenX + (window.outerWidth - width) / 2));
    const top = Math.max(0, Math.round(window.screenY + (window.outerHeight - height) / 2));
    return `popup,width=${width},height=${height},left=${left},top=${top}`;
  };

  const open = ({ url, mode = "popup", onState, onFinished, onClosed } = {}) => {
    if (url === undefined) throw new TypeError("MachinaConnect.open needs the url of a link, or a promise of it.");
    const popup = mode === "popup" ? window.open("", "_blank", place(480, 720)) : null;
    const target = popup ?? window;
    let isFinished = false;
    let last = null;

    const hear = (event) => {
      if (event.origin !== machina || event.source !== popup || event.data?.type !== "machina-connect") return;
      const { link, state, providers } = event.data;
      last = { link, state, providers };
      onState?.(last);
      if (state === "finished" && !isFinished) {
        isFinished = true;
        onFinished?.(last);
      }
    };

    const end = () => {
      window.clearInterval(watch);
      window.removeEventListener("message", hear);
    };
    const watch = popup && window.setInterval(() => {
      if (!popup.closed) return;
      end();
      onClosed?.({ isFinished, last });
    }, LOOK_EVERY);
    if (popup) window.addEventListener("message", hear);

    const going = Promise.resolve(url).then((address) => {
      if (!isOurs(address)) throw new TypeError(`${JSON.stringify(address)} is no address at ${machina}.`);
      target.location.assign(address);
    });
    going.catch(() => popup?.close());
    return { isPopup: popup !== null, going, close: () => popup?.close() };
  };

  window.MachinaConnect = Object.freeze({ open });
})();
