// Asks once for the token of a server that wants one, and keeps it until the tab is closed.
import { h } from "./dom.js";

const KEY = "laborspace-token";
const PATIENCE = 2000; // milliseconds in which who declined is not asked again
let token = "";
let asking = null;
let declined = 0;
try { token = sessionStorage.getItem(KEY) ?? ""; } catch { /* kept in memory only */ }

export const current = () => token;

/** Another token than the one that was refused; nothing if nobody gives one. */
export function another(refused) {
  if (token !== refused) return Promise.resolve(token); // given while this question was on its way
  if (Date.now() - declined < PATIENCE) return Promise.resolve("");
  asking ??= ask(refused).then((given) => {
    token = given;
    asking = null;
    if (!given) declined = Date.now();
    try { sessionStorage.setItem(KEY, given); } catch { /* kept in memory only */ }
    return given;
  });
  return asking;
}

function ask(refused) {
  return new Promise((resolve) => {
    let given = "";
    const input = h("input", { id: "token", type: "password", autocomplete: "off", required: true, pattern: "[ -~]+", title: "ASCII characters", "aria-describedby": "token-why" });
    const box = h("dialog", { "aria-labelledby": "token-title", onclose: () => { box.remove(); resolve(given); } },
      h("form", { method: "dialog", onsubmit: (event) => { event.preventDefault(); given = input.value.trim(); box.close(); } },
        h("h2", { id: "token-title" }, "This server asks for a token"),
        h("p", { id: "token-why" }, refused ? h("strong", {}, "It does not take the one given. ") : null, "Whoever runs it has it. It is kept until this tab is closed, and sent to this server only."),
        h("label", { for: "token" }, "Token"), input,
        h("div", { class: "buttons" }, h("button", { type: "submit" }, "Go on"), h("button", { type: "button", class: "quiet", onclick: () => box.close() }, "Cancel"))));
    document.body.append(box);
    box.showModal();
    input.focus();
  });
}
