import navigation from "@11ty/eleventy-navigation";

export default function (eleventy) {
  eleventy.addPlugin(navigation);
  eleventy.addPassthroughCopy({ static: "/" });
  eleventy.addCollection("bySection", (api) => {
    const sections = {};
    for (const page of api.getAll()) {
      if (page.data.section) (sections[page.data.section] ||= []).push(page);
    }
    for (const pages of Object.values(sections)) pages.sort((a, b) => a.data.weight - b.data.weight);
    return sections;
  });
  eleventy.addFilter("ymd", (date) => new Date(date).toISOString().slice(0, 10));
}

export const config = {
  dir: { input: "content", includes: "../_includes", output: "_site" },
  markdownTemplateEngine: false,
  htmlTemplateEngine: "njk",
};
