import { h, fill, go, link } from "../dom.js";
import { picker } from "../picker.js";
import { ask, whole } from "../parts.js";

const QUESTIONS = [
  { path: "entity", title: "What is near X?", about: "Jobs, industries, skills and firms close to any of them, or to words of your own, with the reason for each.",
    examples: [["Registered nurses", { q: "onet:29-1141.00" }], ["Tesla", { q: "firm:TSLA" }], ["“I repair wind turbines”", { q: "text:I repair wind turbines" }]] },
  { path: "axis", title: "Place X between A and B", about: "Put occupations, industries, skills and firms on a scale between two ends that you choose.",
    examples: [["Manufacturing to health care", { a: "naics:31-33", b: "naics:62" }],
      ["and routine to creative", { a: "naics:31-33", b: "naics:62", c: "text:routine manual work", d: "text:creative work with ideas", kind: "occupation" }]] },
  { path: "compose", title: "X − A + B", about: "Take one thing away, add another, and see what is left and what changes.",
    examples: [["Tesla − car making + renewable energy", { plus: ["firm:TSLA", "text:renewable energy"], minus: "naics:3361", kind: "occupation" }]] },
  { path: "moves", title: "Where can X move?", about: "Occupations within reach, the skills to gain, and what the move does to pay and exposure to AI.",
    examples: [["Tellers", { q: "onet:43-3071.00" }], ["Truck drivers", { q: "onet:53-3032.00" }]] },
  { path: "exposure", title: "Which jobs does technology T touch?", about: "How close a technology, in your own words, comes to each job, beside published measures.",
    examples: [["Large language models", { q: "text:large language models", kind: "occupation" }], ["Warehouse robots", { q: "text:robots that move goods in warehouses", kind: "occupation" }]] },
  { path: "shock", title: "What if industry Y shrinks 10\u00a0%?", about: "Which jobs, skills, firms and industries feel it, directly or through others.",
    examples: [["Airlines, −10 %", { change: "naics:4811=-0.1", kind: "occupation" }]] },
  { path: "coding", title: "What is this text about?", about: "Paste a job title or an advert: the official codes it most likely belongs to, and how sure that is.",
    examples: [["“RN, night shift, ICU”", { text: "RN, night shift, ICU", kind: "occupation" }]] },
  { path: "compare", title: "Compare two", about: "Two jobs, industries, skills or firms side by side: what they share, and what sets them apart.",
    examples: [["Nurses and nurse practitioners", { a: "onet:29-1141.00", b: "onet:29-1171.00" }], ["Tesla and Ford", { a: "firm:TSLA", b: "firm:F" }]] },
  { path: "map", title: "Which fields are there?", about: "A map of everything at once: look around, choose a part, take it along as a table.",
    examples: [["Around registered nurses", { q: "onet:29-1141.00" }], ["Firms only", { kind: "firm" }]] },
];

/** Only questions whose view is there. */
export const available = new Set(QUESTIONS.map((each) => each.path));

export const home = {
  path: "",
  title: "Labor Space",
  draw() {
    const lead = h("p", { class: "lead" }, "Industries, occupations, skills and firms, placed by what official sources say of them.");
    ask("info").then((space) => fill(lead, ["industry", "occupation", "skill", "firm"].map((kind, i) => [
      i === 3 ? " and " : i ? ", " : "", `${whole(space.kinds[kind].ranked)} ${{ industry: "industries", occupation: "occupations", skill: "skills", firm: "firms" }[kind]}`]),
    ", placed by what official sources say of them."), () => {});
    const box = picker({
      id: "search", label: "Find a job, industry, skill or firm, or type words of your own", allowText: true,
      placeholder: "e.g. registered nurse, hospitals, Python, 6221", onPick: (entity) => go("entity", { q: entity.id }),
    });
    box.classList.add("large");
    return [
      h("h1", { tabindex: "-1" }, "Ask about work"), lead, box,
      h("h2", {}, "Or start from a question"),
      h("ul", { class: "questions" }, QUESTIONS.filter((each) => available.has(each.path)).map((question) => h("li", {},
        h("h3", {}, question.path === "entity" ? question.title : h("a", { href: link(question.path) }, question.title)),
        h("p", {}, question.about),
        h("div", { class: "examples" }, question.examples.map(([name, values]) => h("a", { href: link(question.path, values) }, name)))))),
    ];
  },
};
