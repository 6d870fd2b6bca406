const APP = "[data-testid=stApp]";
/** Where Streamlit says whether its websocket is open. */
const STATE = "data-test-connection-state";

/**
 * Calls when the connection to the server is there again: a server that was started meanwhile knows nothing of this
 * page, and does not answer what is clicked in a part of it before it has drawn the page once.
 * @param {() => void} reconnected @param {AbortSignal} signal
 */
export function watchConnection(reconnected, signal) {
  const app = document.querySelector(APP);
  if (app === null) return;
  let wasConnected = true;
  const observer = new MutationObserver(() => {
    const isConnected = app.getAttribute(STATE) === "CONNECTED";
    if (isConnected && !wasConnected) reconnected();
    wasConnected = isConnected;
  });
  observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  signal.addEventListener("abort", () => observer.disconnect());
}
