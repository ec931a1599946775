// What if industry Y shrinks 10 %?
import { h, go, link } from "../dom.js";
import { picker } from "../picker.js";
import { names } from "../api.js";
import { bars } from "../chart.js";
import { KINDS, PLURALS, ask, asCode, csvButton, glyph, groupBy, how, kindChoice, legend, notes, percent, section, shell, signed, table, whole } from "../parts.js";

const TOP = 15;
const parse = (text) => { const at = text.lastIndexOf("="); return { id: text.slice(0, at), change: Number(text.slice(at + 1)) || 0 }; };

export const shock = {
  path: "shock",
  title: "What if industry Y shrinks?",
  menu: "Shock",
  draw(params, signal) {
    const changes = params.getAll("change").filter((each) => each.includes("=")).map(parse);
    const kind = params.get("kind") ?? "occupation";
    const next = (list, own = kind) => go("shock", { change: list.map((each) => `${each.id}=${each.change}`), kind: own || "all" });
    const list = h("div", { class: "full" });
    const draw = (called) => list.replaceChildren(...changes.map((each, i) => slider(each, called[i], i, changes, next)));
    names(changes.map((each) => each.id), signal).then(draw, () => draw(changes.map((each) => ({ title: each.id, kind: "" }))));
    const shown = kind === "all" ? "" : kind;
    return [h("h1", { tabindex: "-1" }, "What if industry Y shrinks?"),
      h("p", {}, "Say what shrinks or grows, and by how much; the answer says what follows for jobs, skills, firms and other industries."),
      h("div", { class: "form" },
        picker({ id: "hit", label: changes.length ? "And what else changes?" : "What changes?", placeholder: "e.g. air transportation", onPick: (own) => next([...changes.filter((each) => each.id !== own.id), { id: own.id, change: -0.1 }]) }),
        kindChoice("kind", shown, (chosen) => next(changes, chosen)), changes.length ? list : null),
      changes.length ? answer(changes, shown, signal) : h("p", { class: "hint" }, "Choose an industry, for example, ", h("a", { href: link("shock", { change: "naics:4811=-0.1", kind: "occupation" }) }, "airlines, −10 %"), ".")];
  },
};

function slider(each, own, i, changes, next) {
  const id = `change-${i}`;
  const shown = h("output", { for: id }, signed(each.change));
  return h("div", { class: "slider" }, h("label", { for: id }, glyph(own.kind), `Change of ${own.title}`), h("div", { class: "row" },
    h("input", { id, type: "range", min: -100, max: 100, step: 5, value: Math.round(100 * each.change), "aria-valuetext": signed(each.change),
      oninput: (event) => { shown.textContent = signed(event.target.value / 100); event.target.setAttribute("aria-valuetext", signed(event.target.value / 100)); },
      onchange: (event) => next(changes.map((one, j) => j === i ? { ...one, change: Number(event.target.value) / 100 } : one)) }),
    shown, h("button", { type: "button", class: "quiet", id: `${id}-remove`, "aria-label": `Remove ${own.title}`, onclick: () => next(changes.filter((_, j) => j !== i)) }, "Remove")));
}

function answer(changes, kind, signal) {
  const given = changes.map((each) => `${each.id}=${each.change}`);
  const params = { changes: given, kind, top: TOP };
  return section({
    title: "What follows", signal, wait: "Following the shock; the first time takes some seconds …", load: () => ask("shock", params, signal),
    show: ({ rows, about, notes: said }) => {
      const groups = groupBy(rows);
      return [h("p", {}, h("strong", {}, about.shock)), notes(said), legend(),
        ...KINDS.filter((each) => groups.has(each)).map((each) => {
          const own = groups.get(each);
          return [h("h3", {}, PLURALS[each]),
            bars({ rows: own, value: "impact", low: "low", high: "high", tick: ".1%", format: (x) => signed(x, 1), axis: "change", name: `shock-${each}`, signal,
              about: `Change of ${own.length} ${PLURALS[each].toLowerCase()}.`, caption: `${PLURALS[each]} that change most. Filled bars rest mostly on observed links, hollow ones on estimates.` }),
            table({ caption: `${PLURALS[each]}, the largest change first`, rows: own, columns: [
              { label: "Change", show: (row) => [signed(row.impact, 1), h("small", {}, `${signed(row.low, 1).replace("\u00a0%", "")} to ${signed(row.high, 1)}`)] },
              { label: "Direct + through others", show: (row) => h("small", {}, `${signed(row.direct, 1)} direct`, h("br"), `${signed(row.indirect, 1)} through others`) },
              { label: "Resting on sources", show: (row) => percent(row.observed) },
              ...(own.some((row) => row.jobs !== null) ? [{ label: "Jobs", show: (row) => row.jobs === null ? "–" : `${row.jobs < 0 ? "−" : "+"}${whole(Math.abs(row.jobs))}` }] : []),
            ] })];
        }),
        h("p", { class: "hint" }, "The line below a name shows the paths on which the shock arrives. “Resting on sources” is the share of the change that follows links a source reports; the rest follows estimated ones."),
        h("div", { class: "buttons" }, csvButton("shock", params)),
        asCode({ py: `space.shock({${changes.map((each) => `${JSON.stringify(each.id)}: ${each.change}`).join(", ")}}).ripple(${kind ? `kind="${kind}", ` : ""}top=${TOP})`,
          cli: `laborspace shock ${given.map(shell).join(" ")}${kind ? ` --kind ${kind}` : ""} --top ${TOP}` }),
        how("shock", "First the jobs are counted: an industry that loses a tenth of its jobs loses a tenth of each occupation it employs. What happens to an occupation is then passed on, in part, to those it shares links with, and so on.",
          "This is bookkeeping under stated assumptions, not a forecast: no prices, no policy, no new jobs.")];
    },
  });
}
