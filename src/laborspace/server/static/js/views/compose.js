// X − A + B.
import { h, go } from "../dom.js";
import { chips } from "../picker.js";
import { bars, byKind, folded } from "../chart.js";
import {
  KINDS, PLURALS, ask, asCode, csvButton, groupBy, how, kindChoice, legend, measure, notes, number, python, section, shell, table, whole,
} from "../parts.js";

const TOP = 10;

export const compose = {
  path: "compose",
  title: "X − A + B",
  draw(params, signal) {
    const plus = params.getAll("plus");
    const minus = params.getAll("minus");
    const kind = params.get("kind") ?? "occupation";
    const next = (change) => go("compose", { plus, minus, kind: kind || "all", ...change });
    const shown = kind === "all" ? "" : kind;
    return [h("h1", { tabindex: "-1" }, "X − A + B"),
      h("p", {}, "Start from one thing, add or take away others, and see what lies where that leads. Words of your own can be added too."),
      h("div", { class: "form" },
        chips({ id: "plus", label: "Start from and add", ids: plus, allowText: true, placeholder: "Add a job, firm, industry, skill or words", hint: "The first is what the result is compared with.", onChange: (chosen) => next({ plus: chosen }) }),
        chips({ id: "minus", label: "Take away", ids: minus, allowText: true, placeholder: "Take away …", hint: "Leave empty to only add.", onChange: (chosen) => next({ minus: chosen }) }),
        kindChoice("kind", shown, (chosen) => next({ kind: chosen || "all" }))),
      plus.length ? answers(plus, minus, shown, signal) : h("p", { class: "hint" }, "Choose something to start from.")];
  },
};

function answers(plus, minus, kind, signal) {
  const params = { plus, minus, kind, top: TOP };
  const given = `${python(plus)}, ${python(minus)}`;
  const options = `${kind ? `kind=${python(kind)}, ` : ""}top=${TOP}`;
  const command = `laborspace compose ${plus.map(shell).join(" ")}${minus.map((each) => ` --minus ${shell(each)}`).join("")}${kind ? ` --kind ${kind}` : ""} --top ${TOP}`;
  const landed = section({
    title: "What it comes nearest to", signal, load: () => ask("compose", params, signal),
    show: ({ rows, about, notes: said }) => {
      const groups = groupBy(rows);
      const several = about.terms.length > 1;
      return [notes(said), legend(),
        h("div", { class: "columns" }, KINDS.filter((each) => groups.has(each)).map((each) => h("div", {}, table({
          caption: PLURALS[each], rows: groups.get(each), columns: [
            { label: "Nearness", show: (row) => measure(row.score, {}) },
            { label: `Rank for ${about.start} alone`, show: (row) => row.rank_before === null ? "–" : whole(row.rank_before) },
            ...(several ? [{ label: "Not without", left: true, show: (row) => h("small", {}, row.depends_on || "stays without any one of them") }] : []),
          ] })))),
        several ? h("p", { class: "hint" }, "“Not without” names the parts that the answer needs: drop one, and it is no longer among the first ", String(TOP), ".") : null,
        h("div", { class: "buttons" }, csvButton("compose", params)),
        folded(() => bars({ rows, value: "score", axis: "nearness", name: "compose", signal, about: `Nearness of ${rows.length} things to the sum.`, caption: "What the sum is nearest to; hollow bars are estimated." })),
        asCode({ py: `space.compose(${given}, ${options})`, cli: command }),
        how("compose", "Each thing is a point in the space; added and subtracted points give a new one, and its nearest neighbors are the answer.",
          "Sums of unlike things are easily overread. The rank for the start alone tells what was near before; what the answer needs tells whether all parts matter.")];
    },
  });
  if (plus.length + minus.length < 2) return landed;
  return [landed, section({
    title: "What comes nearer, what moves away", signal, quiet: true, load: () => ask("changes", params, signal),
    show: ({ rows }) => {
      const groups = groupBy(rows);
      return [byKind(KINDS.filter((each) => groups.has(each)), (each) => {
        const own = groups.get(each);
        return [
          bars({ rows: own, value: "change", axis: "moves away  ←  change in nearness  →  comes nearer", name: `change-${each}`, signal,
            about: `Change in nearness of ${own.length} ${PLURALS[each].toLowerCase()}.`, caption: `${PLURALS[each]} that change most. Hollow bars are estimated.` }),
          table({ caption: PLURALS[each], rows: own, columns: [
            { label: "Change", show: (row) => `${row.change < 0 ? "−" : "+"}${number(Math.abs(row.change))}` },
            { label: "Rank before → after", show: (row) => `${whole(row.rank_before)} → ${whole(row.rank)}` },
            { label: "More than by chance", show: (row) => `${whole(row.change < 0 ? 100 - row.percentile : row.percentile)}\u00a0%` },
          ] })];
      }),
      h("p", { class: "hint" }, "“More than by chance” is the share of sums with random parts that move it less in this direction."),
      h("div", { class: "buttons" }, csvButton("changes", params)),
      asCode({ py: `space.changes(${given}, ${options})`, cli: `${command} --changes` })];
    },
  })];
}
