// The router: the hash of the URL is the whole state; a view is drawn from it and from nothing else.
import { h, fill, readState, say } from "./dom.js";
import { problem, ask } from "./parts.js";
import { home } from "./views/home.js";
import { entity } from "./views/entity.js";
import { axis } from "./views/axis.js";
import { compose } from "./views/compose.js";
import { moves } from "./views/moves.js";
import { exposure } from "./views/exposure.js";
import { shock } from "./views/shock.js";
import { coding } from "./views/coding.js";
import { mapping } from "./views/map.js";

const VIEWS = [home, entity, axis, compose, moves, exposure, shock, coding, mapping];
let stop = new AbortController();
let before = null;

async function show() {
  const { path, params } = readState();
  const view = VIEWS.find((each) => each.path === path);
  const main = document.getElementById("main");
  const focused = main.contains(document.activeElement) ? document.activeElement.id : "";
  const same = before === path;
  stop.abort();
  stop = new AbortController();
  for (const anchor of document.querySelectorAll("#menu a")) {
    if (anchor.dataset.path === path) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  if (!view) {
    fill(main, h("h1", { tabindex: "-1" }, "There is no such page"), h("p", {}, h("a", { href: "#/" }, "Back to the questions")));
  } else {
    try {
      fill(main, view.draw(params, stop.signal));
    } catch (error) {
      console.error(error);
      fill(main, h("h1", { tabindex: "-1" }, view.title), problem(error));
    }
  }
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
      h("p", {}, h("a", { href: "/openapi.json" }, "Programming interface")));
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
show();
performance.mark("useful");
foot();
