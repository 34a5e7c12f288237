import { defineConfig } from "vite";

const islands = [
  "base", "live", "townmap", "report", "grid", "offline", "desk", "cockpit", "care", "openmap", "areas", "scan", "pictures", "policies",
];

export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/lianzhi/foundation/ui/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1300,
    rolldownOptions: {
      checks: { eval: false }, // htmx keeps one for hx-on; allowEval is off and the content policy forbids it
      input: Object.fromEntries(islands.map((name) => [name, `src/${name}.ts`])),
    },
  },
});
