// Compare two: how near, what they share, what sets them apart.
import { h, go, link } from "../dom.js";
import { chips } from "../picker.js";
import { chart, clip } from "../chart.js";
import {
  ask, asCode, basis, byChance, csvButton, dollars, groupBy, how, legend, measure, notes, number, percent, python, range, section, shell, signed, table, whole,
} from "../parts.js";

const TOP = 5;
const ASPECTS = { // what is compared, and how its numbers are written
  "part of": { title: "Groups they are part of" },
  requires: { title: "Skills they require", usual: "All jobs" },
  "employed by": { title: "Sectors they work in", show: (x) => percent(x, 1), usual: "All jobs" },
  employs: { title: "Jobs they employ", show: (x) => percent(x, 1), usual: "All industries" },
  "operates in": { title: "Industries they operate in", usual: "All firms" },
  "required by": { title: "Jobs that require them", usual: "All skills" },
  near: { title: "What lies near in the space" },
};
const FACTS = {
  employment: ["Jobs in the United States", whole, true], wage_median: ["Median pay a year", dollars, true], wage_mean: ["Mean pay a year", dollars, true],
  job_zone: ["Preparation needed, zone of 5", whole, false],
};

export const compare = {
  path: "compare",
  title: "Compare two",
  draw(params, signal) {
    const [a, b] = [params.get("a"), params.get("b")];
    const box = (id, label, own, other) => chips({
      id, label, ids: own ? [own] : [], most: 1, allowText: true, placeholder: "A job, firm, industry, skill or words",
      onChange: ([chosen]) => go("compare", id === "a" ? { a: chosen, b: other } : { a: other, b: chosen }),
    });
    return [h("h1", { tabindex: "-1" }, "Compare two"),
      h("p", {}, "Two jobs, industries, skills or firms, or words of your own: how near they are, what they share and what sets them apart."),
      h("div", { class: "form" }, box("a", "A", a, b), box("b", "B", b, a),
        a && b ? h("div", { class: "field" }, h("button", { type: "button", class: "quiet", id: "swap", onclick: () => go("compare", { a: b, b: a }) }, "Exchange A and B")) : null),
      a && b ? answer(a, b, signal) : h("p", { class: "hint" }, a || b ? "Choose the other one." : "Choose two.")];
  },
};

function answer(a, b, signal) {
  const params = { a, b, top: TOP };
  return section({
    title: "Side by side", signal, load: () => ask("contrast", params, signal),
    show: ({ rows, about, notes: said }) => {
      const names = [about.a, about.b].map((name) => clip(name, 32));
      document.title = `${names.join(" and ")} · Labor Space`;
      return [h("ul", { class: "summary" }, about.summary.map((sentence) => h("li", {}, sentence))), notes(said), facts(about.facts, names),
        legend(), picture(rows, names, signal),
        [...groupBy(rows, "aspect")].map(([aspect, own]) => part(aspect, own, names)),
        h("div", { class: "buttons" }, csvButton("contrast", params, "compare.csv")),
        asCode({ py: `space.contrast(${python(a)}, ${python(b)}, top=${TOP})`, cli: `laborspace contrast ${shell(a)} ${shell(b)} --top ${TOP}` }),
        how("contrast", "Nearness is compared with that of random pairs of the same kinds, so 50 % is what to expect of any two.",
          "What both have is listed by how far it exceeds what is usual, so that what nearly every job requires does not crowd out the rest. A share of jobs counts as common to both if the smaller is at least half the greater.",
          "Near in the space means described alike; “by chance” is how often two things drawn at random are both as near, or set as far apart.")];
    },
  });
}

function facts(list, names) {
  const found = list.filter((each) => FACTS[each.fact] || each.unit === "exposure");
  if (!found.length) return null;
  const one = (each, side) => {
    const value = each[side];
    if (value === null) return "not\u00a0known";
    const share = each[`${side}_percentile`];
    return [(FACTS[each.fact]?.[1] ?? number)(value), share === null ? null : h("small", {}, `${whole(share)}\u00a0% of jobs score no higher`)];
  };
  return table({ caption: `As published: A, ${names[0]}, and B, ${names[1]}`, plain: true, rows: found, columns: [
    { label: "", left: true, show: (each) => [FACTS[each.fact]?.[0] ?? `Exposure to AI: ${each.fact}`, h("small", {}, each.a_origin ?? each.b_origin)] },
    { label: "A", show: (each) => one(each, "a") },
    { label: "B", show: (each) => one(each, "b") },
    { label: "B against A", show: (each) => FACTS[each.fact]?.[2] && each.a && each.b !== null ? signed(each.b / each.a - 1) : "–" },
    { label: "Basis", show: () => basis("observed") },
  ] });
}

const WHOSE = { both: "Both", a: "A", b: "B" };

/** One aspect: what both have, then what only one has. */
function part(aspect, rows, names) {
  const { title, show = number, usual } = ASPECTS[aspect] ?? { title: aspect };
  if (aspect === "part of") return groups(rows, names);
  const most = Math.max(...rows.flatMap((row) => [row.a, row.b]));
  return table({ caption: `${title}: both, then mostly A (${names[0]}), then mostly B (${names[1]})`, rows, why: aspect === "near", columns: [
    { label: "Whose", show: (row) => WHOSE[row.side] },
    { label: "A", show: (row) => measure(row.a, { shown: show(row.a), most }) },
    { label: "B", show: (row) => measure(row.b, { shown: show(row.b), most }) },
    ...(rows.some((row) => row.low !== null) ? [{ label: "A less B", show: (row) => range(row.low, row.high, show) }] : []),
    aspect === "near" ? { label: "By chance", show: (row) => byChance(row.p_value) } : { label: usual, show: (row) => show(row.usual) },
  ] });
}

function groups(rows, names) {
  const sides = groupBy(rows, "side");
  const called = { both: "Both are part of ", a: `Only ${names[0]}: `, b: `Only ${names[1]}: ` };
  return Object.keys(called).filter((side) => sides.has(side)).map((side) => h("p", { class: "trail" }, called[side], sides.get(side).map((row, i) => [
    i ? " · " : "", h("a", { href: link("entity", { q: row.id }) }, row.title), row.code ? ` (${row.code})` : ""])));
}

/** Both amounts of what is compared first, joined by a line. */
function picture(rows, names, signal) {
  const aspect = rows.find((row) => row.aspect !== "part of")?.aspect;
  const own = rows.filter((row) => row.aspect === aspect).reverse();
  if (!own.length) return null;
  const { title, show = number, usual } = ASPECTS[aspect];
  const dots = (side, symbol, color) => ({ type: "scatter", mode: "markers", x: own.map((row) => row[side]), y: own.map((_, i) => i), customdata: own.map((row) => row.id),
    marker: { symbol, color, size: side === "usual" ? 14 : 11, line: { width: side === "usual" ? 2 : 1, color } }, hoverinfo: "text",
    text: own.map((row) => `${row.title.replace(/[<>]/g, "")}<br>A ${show(row.a)}, B ${show(row.b)}`) });
  return chart({ signal, name: "compare", height: 90 + 26 * own.length, about: `${title}: amounts of both for ${own.length} of them.`,
    caption: `${title}. ● A, ${names[0]}; ◆ B, ${names[1]}${usual ? `; | ${usual.toLowerCase()} on average` : ""}.`,
    make: ({ narrow, ink }) => ({
      data: [...(usual ? [dots("usual", "line-ns-open", ink("soft"))] : []), dots("a", "circle", ink("occupation")), dots("b", "diamond", ink("industry"))],
      layout: {
        margin: { l: narrow ? 142 : 260, r: 16, t: 8, b: 44 },
        shapes: own.map((row, i) => ({ type: "line", x0: row.a, x1: row.b, y0: i, y1: i, line: { color: ink("rule"), width: 2 }, layer: "below" })),
        xaxis: { gridcolor: ink("rule"), zerolinecolor: ink("soft"), fixedrange: true, tickformat: show === number ? undefined : ".0%" },
        yaxis: { fixedrange: true, showgrid: false, zeroline: false, range: [-0.7, own.length - 0.3], tickvals: own.map((_, i) => i), ticktext: own.map((row) => clip(row.title, narrow ? 17 : 34).replace(/[<>]/g, "")) },
      },
    }) });
}
