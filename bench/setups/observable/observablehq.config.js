// The sidebar names the sections: with every page in every page's sidebar the output grows with the square of the pages.
import { readdirSync } from "node:fs";

const sections = readdirSync("src").filter((name) => name.startsWith("section-")).sort();

export default {
  title: "Corpus",
  root: "src",
  search: false,
  pager: true,
  toc: true,
  pages: sections.map((name) => ({ name, path: `/${name}/` })),
};
