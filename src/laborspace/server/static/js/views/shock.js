// What if industry Y shrinks 10 %?
import { h, go, link } from "../dom.js";
import { picker } from "../picker.js";
import { names } from "../api.js";
import { bars, byKind } from "../chart.js";
import { KINDS, PLURALS, ask, asCode, choice, csvButton, glyph, groupBy, how, kindChoice, legend, notes, number, percent, python, section, shell, signed, table, whole } from "../parts.js";

const TOP = 15;
const SORTS = [["", "Largest change in percent"], ["jobs", "Most jobs"], ["wage_bill", "Most pay"]];
const parse = (text) => {
  const at = text.lastIndexOf("=");
  const jobs = text.endsWith("jobs");
  return { id: text.slice(0, at), change: Number(text.slice(at + 1).replace("jobs", "")) || 0, jobs };
};
const written = (each) => `${each.id}=${each.change}${each.jobs ? "jobs" : ""}`;

export const shock = {
  path: "shock",
  title: "What if industry Y shrinks?",
  draw(params, signal) {
    const changes = params.getAll("change").filter((each) => each.includes("=")).map(parse);
    const kind = params.get("kind") ?? "occupation";
    const sort = params.get("sort") ?? "";
    const go2 = (state) => go("shock", { change: changes.map(written), kind: kind || "all", sort, ...state });
    const next = (list) => go2({ change: list.map(written) });
    const list = h("div", { class: "full" });
    const draw = (called) => list.replaceChildren(...changes.map((each, i) => slider(each, called[i], i, changes, next)));
    names(changes.map((each) => each.id), signal).then(draw, () => draw(changes.map((each) => ({ title: each.id, kind: "" }))));
    const shown = kind === "all" ? "" : kind;
    return [h("h1", { tabindex: "-1" }, "What if industry Y shrinks?"),
      h("p", {}, "Say what shrinks or grows, and by how much, or describe it in your own words; the answer says what follows for jobs, skills, firms and other industries."),
      h("div", { class: "form" },
        picker({ id: "hit", label: changes.length ? "And what else changes?" : "What changes?", allowText: true, placeholder: "e.g. air transportation, or what is no longer needed", onPick: (own) => next([...changes.filter((each) => each.id !== own.id), { id: own.id, change: -0.1 }]) }),
        kindChoice("kind", shown, (chosen) => go2({ kind: chosen || "all" })),
        choice({ id: "sort", label: "First", value: sort, options: SORTS, onChange: (chosen) => go2({ sort: chosen }) }), changes.length ? list : null),
      changes.length ? answer(changes, shown, sort, signal) : h("p", { class: "hint" }, "Choose an industry, for example, ", h("a", { href: link("shock", { change: "naics:4811=-0.1", kind: "occupation" }) }, "airlines, −10 %"), ".")];
  },
};

function slider(each, own, i, changes, next) {
  const id = `change-${i}`;
  const put = (change) => next(changes.map((one, j) => j === i ? { ...one, ...change } : one));
  const shown = h("output", { for: id }, each.jobs ? "" : signed(each.change));
  const name = `Change of ${own.title}`;
  return h("div", { class: "slider" }, h("label", { for: id }, glyph(own.kind), name), h("div", { class: "row" },
    each.jobs ? h("input", { id, type: "number", step: 1, value: each.change, onchange: (event) => put({ change: Number(event.target.value) || 0 }) })
      : h("input", { id, type: "range", min: -100, max: 100, step: 5, value: Math.round(100 * each.change), "aria-valuetext": signed(each.change),
        oninput: (event) => { shown.textContent = signed(event.target.value / 100); event.target.setAttribute("aria-valuetext", signed(event.target.value / 100)); },
        onchange: (event) => put({ change: Number(event.target.value) / 100 }) }),
    each.jobs ? null : shown,
    own.kind === "text" ? null : h("select", { id: `${id}-unit`, "aria-label": `Unit of the change of ${own.title}`, class: "unit", onchange: (event) => put(event.target.value ? { jobs: true, change: -1000 } : { jobs: false, change: -0.1 }) },
      h("option", { value: "", selected: !each.jobs }, "percent"), h("option", { value: "jobs", selected: each.jobs }, "jobs")),
    h("button", { type: "button", class: "quiet", id: `${id}-remove`, "aria-label": `Remove ${own.title}`, onclick: () => next(changes.filter((_, j) => j !== i)) }, "Remove")));
}

const count = (value) => value === null ? "–" : `${value < 0 ? "−" : "+"}${whole(Math.abs(value))}`;
const millions = (value) => value === null ? null : h("small", {}, `${value < 0 ? "−" : "+"}$${number(Math.abs(value) / 1e6, Math.abs(value) < 1e7 ? 1 : 0)} million a year`);

/** What the bars show: changes in percent, or in what the rows are ordered by, which is in proportion to them. */
function measured(own, sort) {
  if (!sort) return { rows: own, tick: ".1%", format: (x) => signed(x, 1), axis: "change" };
  const rows = own.filter((row) => row[sort] !== null && row.impact).map((row) => {
    const by = row[sort] / row.impact;
    return { ...row, ...Object.fromEntries(["impact", "direct", "indirect", "low", "high"].map((name) => [name, by * row[name]])) };
  });
  return { rows, tick: "~s", format: count, axis: sort === "jobs" ? "change in jobs" : "change in pay, dollars a year" };
}

/** On which ways it arrives: the first in full, the others to be opened. */
function ways(row) {
  const [first, ...others] = (row.why || "").split("; ");
  return h("div", { class: "ways" }, h("small", {}, first), others.length ? h("details", {}, h("summary", {}, h("small", {}, `${others.length} more ${others.length > 1 ? "ways" : "way"}`)),
    others.map((each) => h("small", {}, each))) : null);
}

function answer(changes, kind, sort, signal) {
  const given = changes.map(written);
  const params = { changes: given, kind, top: TOP, sort };
  const options = `${kind ? `kind="${kind}", ` : ""}top=${TOP}${sort ? `, sort="${sort}"` : ""}`;
  return section({
    title: "What follows", signal, wait: "Following the shock; the first time takes some seconds …", load: () => ask("shock", params, signal),
    show: ({ rows, about, notes: said }) => {
      const groups = groupBy(rows);
      return [h("p", {}, h("strong", {}, about.shock)), notes(said), legend(),
        byKind(KINDS.filter((each) => groups.has(each)), (each) => {
          const own = groups.get(each);
          return [
            bars({ ...measured(own, sort), value: "impact", low: "low", high: "high", name: `shock-${each}`, signal,
              parts: [{ name: "direct", value: "direct" }, { name: "through others", value: "indirect" }],
              about: `Change of ${own.length} ${PLURALS[each].toLowerCase()}, direct and through others.`, caption: `${PLURALS[each]} that change most. Filled bars (●) rest mostly on observed links, hollow ones (◌) on estimates; the hatched part arrives through others.` }),
            table({ caption: `${PLURALS[each]}, ${sort ? "the most first" : "the largest change first"}`, rows: own, why: false, columns: [
              { label: "Change", show: (row) => [signed(row.impact, 1), h("small", {}, `${signed(row.low, 1).replace("\u00a0%", "")} to ${signed(row.high, 1)}`)] },
              { label: "Direct, and through others", show: (row) => h("small", {}, `${signed(row.direct, 1)} direct`, h("br"), `${signed(row.indirect, 1)} through others`) },
              ...(own.some((row) => row.jobs !== null) ? [{ label: "Jobs, and pay", show: (row) => [count(row.jobs), millions(row.wage_bill)] }] : []),
              { label: "Resting on sources", show: (row) => percent(row.observed) },
              { label: "How it arrives", left: true, show: ways },
            ] })];
        }),
        h("p", { class: "hint" }, "“How it arrives” shows the ways in order of their weight. “Resting on sources” is the share of the change that follows links a source reports; the rest follows estimated ones."),
        h("div", { class: "buttons" }, csvButton("shock", params)),
        asCode({ py: `space.shock({${changes.map((each) => `${python(each.id)}: ${each.jobs ? python(`${each.change}jobs`) : each.change}`).join(", ")}}).ripple(${options})`,
          cli: `laborspace shock ${given.map(shell).join(" ")}${kind ? ` --kind ${kind}` : ""} --top ${TOP}${sort ? ` --sort ${sort}` : ""}` }),
        how("shock", "First the jobs are counted: an industry that loses a tenth of its jobs loses a tenth of each occupation it employs. What happens to an occupation is then passed on, in part, to those it shares links with, and so on.",
          "Words of your own are taken to mean what lies nearest to them. This is bookkeeping under stated assumptions, not a forecast: no prices, no policy, no new jobs.")];
    },
  });
}
