// The router: the hash of the URL is the whole state; a view is drawn from it and from nothing else.
import { h, fill, readState, say } from "./dom.js";
import { problem, ask } from "./parts.js";
import { current } from "./token.js";

// In the order of the menu. A view is loaded when it is first asked for.
const VIEWS = [
  { path: "", menu: "", load: async () => (await import("./views/home.js")).home },
  { path: "entity", menu: "Near", load: async () => (await import("./views/entity.js")).entity },
  { path: "axis", menu: "Scale", load: async () => (await import("./views/axis.js")).axis },
  { path: "compose", menu: "Add and subtract", load: async () => (await import("./views/compose.js")).compose },
  { path: "moves", menu: "Moves", load: async () => (await import("./views/moves.js")).moves },
  { path: "exposure", menu: "Technology", load: async () => (await import("./views/exposure.js")).exposure },
  { path: "shock", menu: "Shock", load: async () => (await import("./views/shock.js")).shock },
  { path: "coding", menu: "Text", load: async () => (await import("./views/coding.js")).coding },
  { path: "compare", menu: "Compare", load: async () => (await import("./views/compare.js")).compare },
  { path: "map", menu: "Map", load: async () => (await import("./views/map.js")).mapping },
];
let stop = new AbortController();
let before = null;

async function show() {
  const { path, params } = readState();
  const found = VIEWS.find((each) => each.path === path);
  const main = document.getElementById("main");
  const focused = main.contains(document.activeElement) ? document.activeElement.id : "";
  const same = before === path;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  for (const anchor of document.querySelectorAll("#menu a")) {
    if (anchor.dataset.path === path) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  let view = null;
  let content = [h("h1", { tabindex: "-1" }, "There is no such page"), h("p", {}, h("a", { href: "#/" }, "Back to the questions"))];
  if (found) {
    main.setAttribute("aria-busy", "true");
    try {
      view = await found.load();
      if (signal.aborted) return;
      content = view.draw(params, signal);
    } catch (error) {
      if (signal.aborted) return;
      console.error(error);
      content = [h("h1", { tabindex: "-1" }, view?.title ?? found.menu), problem(view ? error : new Error("The server does not answer; reload the page once `laborspace serve` runs again."))];
    }
  }
  main.removeAttribute("aria-busy");
  fill(main, content);
  const heading = main.querySelector("h1");
  document.title = path ? `${view?.title ?? "Not found"} · Labor Space` : "Labor Space";
  const again = same && focused ? document.getElementById(focused) : null;
  if (again) again.focus();
  else if (before !== null) {
    heading?.focus();
    if (!same) scrollTo(0, 0);
    say(heading?.textContent ?? "");
  }
  before = path;
}

async function foot() {
  const footer = document.getElementById("footer");
  try {
    const space = await ask("info");
    fill(footer,
      h("p", {}, `laborspace ${space.package_version} · space of ${space.created} · made from official files with fingerprint ${String(space.corpus_sha256).slice(0, 12)} · nothing you type is stored`),
      h("p", {}, "Cite: Kim, Ahn & Park (2024), ", h("cite", {}, "Labor Space: A Unifying Representation of the Labor Market via Large Language Models"), ", WWW ’24, ",
        h("a", { href: "https://doi.org/10.1145/3589334.3645464", rel: "noreferrer" }, "doi:10.1145/3589334.3645464"),
        `; laborspace ${space.package_version}.`),
      h("details", {}, h("summary", {}, "Sources and licenses"), h("ul", {}, (space.attributions ?? []).map((source) => h("li", {},
        `${source.name} ${source.vintage} (${source.license}). ${source.attribution}`)))),
      current() ? null : h("p", {}, h("a", { href: "/openapi.json" }, "Programming interface"))); // a link sends no token
  } catch (error) {
    fill(footer, problem(error));
  }
}

fill(document.getElementById("menu"), VIEWS.filter((view) => view.menu).map((view) =>
  h("li", {}, h("a", { href: `#/${view.path}`, "data-path": view.path }, view.menu))));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
addEventListener("hashchange", show);
show().then(() => performance.mark("useful"));
foot();
