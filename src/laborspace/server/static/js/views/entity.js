// What is near X, and what sources say of it.
import { h, go, link } from "../dom.js";
import { lookUp, called } from "../api.js";
import { picker } from "../picker.js";
import { bars, folded } from "../chart.js";
import { available } from "./home.js";
import {
  KINDS, PLURALS, ask, asCode, badge, basis, byChance, csvButton, dollars, groupBy, how, legend, measure, number, origin, passed, percent,
  python, range, section, shell, table, whole,
} from "../parts.js";

const EXPECTED = {
  occupation: { relation: "requires", title: "Skills it requires" },
  industry: { relation: "employs", title: "Jobs it employs" },
  firm: { relation: "operates_in", title: "Industries it operates in" },
};
const FACTS = {
  employment: ["Jobs in the United States", (value) => whole(value)],
  wage_median: ["Median pay a year", dollars],
  wage_mean: ["Mean pay a year", dollars],
  job_zone: ["Preparation needed", (value) => `zone ${whole(value)} of 5`],
};

export const entity = {
  path: "entity",
  title: "What is near X?",
  draw(params, signal) {
    const q = params.get("q");
    const box = picker({
      id: "near", label: q ? "Look up another" : "A job, industry, skill or firm, or words of your own", allowText: true,
      placeholder: "Type a name, a code or a few words", onPick: (chosen) => go("entity", { q: chosen.id }),
    });
    if (!q) return [h("h1", { tabindex: "-1" }, "What is near X?"), box];
    const top = Number(params.get("top")) || 8;
    const profile = q.startsWith("text:") ? null : ask(`entities/${encodeURIComponent(q)}`, {}, signal);
    const head = () => profile ? entityHead(profile, signal) : textHead(q);
    return [head(), stands(q, profile, signal), near(q, top, signal), expected(q, signal), h("h2", {}, "Look up another"), box];
  },
};

function textHead(q) {
  return [h("h1", { tabindex: "-1" }, called(q).title), h("p", {}, badge("text"), " Words of your own, placed among what official sources describe.")];
}

function entityHead(profile, signal) {
  const title = h("h1", { tabindex: "-1" }, "Looking it up …");
  const body = section({
    title: "", signal, quiet: true,
    load: () => profile,
    show: (own) => {
      title.textContent = own.title;
      document.title = `${own.title} · Labor Space`;
      return [
        h("p", {}, badge(own.kind), ` ${origin(own)}`, own.vintage ? ` · ${own.source} ${own.vintage}` : "",
          own.url && /^https?:/.test(own.url) ? [" · ", h("a", { href: own.url, rel: "noreferrer" }, "official page")] : null),
        own.groups.length ? h("p", { class: "trail" }, "Part of ", own.groups.map((group, i) => [
          i ? " · " : "", h("a", { href: link("entity", { q: group.id }) }, group.title),
          group.code && !group.id.startsWith("gics:") ? ` (${group.code})` : ""])) : null,
        actions(own),
        own.attributes.length ? h("dl", { class: "facts" }, own.attributes.filter((each) => FACTS[each.attribute]).map((each) => h("div", {},
          h("dt", {}, FACTS[each.attribute][0]), h("dd", {}, h("span", { class: "big" }, FACTS[each.attribute][1](each.value)), " ", basis("observed"),
            h("small", {}, h("br"), each.origin, each.of !== own.id ? `, of ${origin({ id: each.of, code: each.of.split(":")[1] })} as a whole` : ""))))) : null,
        sameAs(own), contained(own), aliases(own),
      ];
    },
  });
  return [title, body];
}

function actions(own) {
  const links = [];
  if (own.kind === "occupation" && available.has("moves") && own.item) links.push([link("moves", { q: own.id }), "Where can one move from here?"]);
  if (own.kind === "industry" && available.has("shock") && own.source === "NAICS") links.push([link("shock", { change: `${own.id}=-0.1`, kind: "occupation" }), "What if it shrinks 10 %?"]);
  if (available.has("map")) links.push([link("map", { q: own.id }), "Where does it lie on the map?"]);
  if (available.has("compose")) links.push([link("compose", { plus: own.id }), "Add or take away something"]);
  return links.length ? h("p", {}, links.map(([href, text], i) => [i ? " · " : "", h("a", { href }, text)])) : null;
}

/** What others have measured, beside how near it is to the same words in this space. */
function exposed(measures, concept) {
  if (!concept) return null;
  const rows = [...measures.map((each) => ({ ...each, basis: "observed" })), {
    measure: h("a", { href: link("exposure", { q: `text:${concept.concept}`, kind: concept.kind }) }, `Nearness to “${concept.concept}”`),
    about: `in this space${concept.through ? ", by the jobs it offers" : ""}, from ${number(concept.low)} to ${number(concept.high)}`,
    value: concept.score, percentile: concept.percentile, basis: "estimated", of: concept.kind }];
  return [h("h3", {}, "Exposure to AI"), table({
    caption: measures.length ? "Published measures of this occupation, and this space’s own" : "This space’s own; published measures are of occupations", plain: true, rows, columns: [
      { label: "Measure", left: true, show: (row) => [row.measure, h("small", {}, row.about)] },
      { label: "Value", show: (row) => number(row.value) },
      { label: "As high as or higher than", show: (row) => [passed(row.percentile), h("small", {}, `of ${row.among ? `${whole(row.among)} ` : ""}${PLURALS[row.of ?? "occupation"].toLowerCase()}`)] },
      { label: "Basis", show: (row) => basis(row.basis) },
    ] })];
}

/** Its place on the scales that stand ready, and how near it is to AI in this space. */
function stands(q, profile, signal) {
  return section({
    title: "Where it stands", signal, quiet: true, load: () => Promise.all([lookUp("places", { q }, signal), profile]),
    show: ([{ rows, concept }, own]) => [
      table({ caption: "On scales that stand ready", plain: true, rows, columns: [
        { label: "Scale", left: true, show: (row) => [h("a", { href: link("axis", { a: row.negative, b: row.positive, x: q }) }, `${row.low_end} to ${row.high_end}`), h("small", {}, row.source)] },
        { label: "Among its kind", left: true, show: (row) => strip(row) },
        { label: "Nearer to the second than", show: (row) => [passed(row.percentile), h("small", {}, `of ${whole(row.among)} ${PLURALS[row.of].toLowerCase()}`)] },
        { label: "Place", show: (row) => [number(row.score), row.low === null ? null : h("small", {}, range(row.low, row.high))] },
        { label: "By chance", show: (row) => byChance(row.p_value) },
        { label: "Basis", show: (row) => basis(row.basis) },
      ] }),
      h("p", { class: "hint" }, "A dot at the left end is as much like the first as anything of its kind, at the right end like the second. “By chance” is how often scales between ends drawn at random place it as far out: where that is often, the scale says little about it."),
      exposed(own?.measures ?? [], concept),
      asCode({
        py: [...rows.map((row) => `space.axis(${python(row.negative)}, ${python(row.positive)}).project(entities=[${python(q)}])`),
          ...(concept ? [`space.exposure(${python(`text:${concept.concept}`)}, kind=${python(concept.kind)}, entities=[${python(q)}]${concept.through ? `, through=${python(concept.through)}` : ""})`] : [])].join("\n"),
        cli: rows.map((row) => `laborspace axis ${shell(row.negative.join(","))} ${shell(row.positive.join(","))} --place ${shell(q)}`).join("\n"),
      }),
    ],
  });
}

function strip(row) {
  const dot = h("span", { class: "dot" });
  dot.style.setProperty("left", `${row.percentile}%`);
  return h("span", { class: "strip", "aria-hidden": "true" }, dot);
}

function sameAs(own) {
  if (!own.same_as.length) return null;
  const meaning = { exactMatch: "the same", closeMatch: "close", broadMatch: "broader or narrower", narrowMatch: "broader or narrower" };
  return h("details", { class: "fold" }, h("summary", {}, `In other classifications (${own.same_as.length})`),
    h("ul", {}, own.same_as.map((each) => h("li", {}, h("a", { href: link("entity", { q: each.id }) }, each.title),
      ` ${origin(each)}`, h("small", {}, meaning[each.detail] ?? each.detail, each.origin ? ` · ${each.origin}` : "")))));
}

function contained(own) {
  if (!own.members_total) return null;
  return h("details", { class: "fold" }, h("summary", {}, `What it contains (${own.members_total})`),
    h("ul", {}, own.members.map((each) => h("li", {}, h("a", { href: link("entity", { q: each.id }) }, each.title), ` ${origin(each)}`))),
    own.members_total > own.members.length ? h("p", { class: "hint" }, `and ${own.members_total - own.members.length} more`) : null);
}

function aliases(own) {
  if (!own.aliases_total) return null;
  return h("details", { class: "fold" }, h("summary", {}, `Also called (${own.aliases_total})`), h("p", {}, own.aliases.join(" · "),
    own.aliases_total > own.aliases.length ? ` and ${own.aliases_total - own.aliases.length} more` : ""));
}

function near(q, top, signal) {
  const params = { q, top };
  return section({
    title: "What is near", signal,
    load: () => ask("neighbors", params, signal),
    show: ({ rows }) => {
      const groups = groupBy(rows);
      return [
        legend(),
        h("p", { class: "hint" }, "Nearness runs from 0 (as unlike as any two things) to 1 (the same). Nearness itself is always estimated; the line below a name says what a source observed of the two.",
          rows.some((row) => row.percentile !== undefined) ? " “Nearer than” compares it with how near others are to what is nearest to them." : ""),
        h("div", { class: "columns" }, KINDS.filter((kind) => groups.has(kind)).map((kind) => h("div", {}, table({
          caption: PLURALS[kind], rows: groups.get(kind),
          columns: [{ label: "Nearness", show: (row) => [measure(row.score, {}), typeof row.percentile === "number" ? h("small", {}, `nearer than ${passed(row.percentile)}`) : null] }],
        })))),
        h("div", { class: "buttons" }, csvButton("neighbors", params),
          top < 30 ? h("button", { type: "button", class: "quiet", id: "more", onclick: () => go("entity", { q, top: 30 }) }, "Show 30 of each") : null),
        folded(() => bars({ rows, value: "score", axis: "nearness", name: "near", signal,
          about: `Nearness of ${rows.length} things.`, caption: "What is nearest, of each kind; hollow bars are estimated." })),
        asCode({ py: `space.most_similar(${python(q)}, top=${top})`, cli: `laborspace neighbors ${shell(q)} --top ${top}` }),
        how("use", "A language model has read the official description of each industry, occupation, skill and firm, and has learned from official links between them, such as who employs whom. Each became a point among all others; things described alike, or linked, lie close.",
          "Nearness is measured from the center of each kind, so that jobs can be compared with skills and firms on the same footing."),
      ];
    },
  });
}

function expected(q, signal) {
  const kind = q.startsWith("text:") ? "occupation" : { onet: "", soc: "occupation", isco: "occupation", naics: "industry", gics: "industry", firm: "firm" }[q.split(":")[0]];
  const skill = /^onet:\d\.[A-Z]/.test(q) || q.startsWith("esco:skill");
  const own = EXPECTED[kind || (skill ? "" : "occupation")];
  if (!own || skill) return null;
  const params = { entity: q, relation: own.relation, top: 10 };
  return section({
    title: q.startsWith("text:") ? "Skills such a job would require" : own.title, signal, quiet: true,
    load: () => ask("expect", params, signal),
    show: ({ rows }) => {
      const groups = groupBy(rows.map((row) => ({ ...row, scheme: row.id.startsWith("esco") ? "ESCO" : row.id.split(":")[0] })), "scheme");
      return [
        h("div", { class: "columns" }, [...groups].map(([scheme, list]) => h("div", {}, table({
          caption: { onet: "O*NET: importance from 1 to 5", ESCO: "ESCO: how likely it is essential", soc: "Share of the jobs", naics: "How likely", gics: "How likely (GICS)" }[scheme] ?? scheme,
          rows: list.map((row) => ({ ...row, why: row.origin ? row.origin : row.why })), columns: [amount(own.relation, scheme, list)],
        })))),
        h("div", { class: "buttons" }, csvButton("expect", params)),
        asCode({ py: `space.expect(${python(q)}, ${python(own.relation)}, top=10)`, cli: `laborspace expect ${shell(q)} --relation ${own.relation} --top 10` }),
        how("use", "What a source reports is shown first and marked observed. The rest is estimated from what is known of the nearest entities and of those in the same group; the range holds about nine in ten true values."),
      ];
    },
  });
}

function amount(relation, scheme, list) {
  if (relation === "employs") {
    const most = Math.max(...list.map((row) => row.share ?? 0));
    return { label: "Share", show: (row) => [measure(row.share, { shown: percent(row.share, 1), most }), row.low === null || row.low === undefined ? null : h("small", {}, range(row.low, row.high, (x) => percent(x, 0))),
      row.jobs ? h("small", {}, `${whole(row.jobs)} jobs`) : null] };
  }
  if (relation === "requires" && scheme === "onet") {
    return { label: "Importance", show: (row) => [measure(row.importance, { least: 1, most: 5, shown: number(row.importance, 1) }), row.low === null || row.low === undefined ? null : h("small", {}, range(row.low, row.high, (x) => number(x, 1)))] };
  }
  return { label: "Chance", show: (row) => [measure(row.probability ?? 0, { shown: percent(row.probability) }), row.low === null || row.low === undefined ? null : h("small", {}, range(row.low, row.high, (x) => percent(x)))] };
}
