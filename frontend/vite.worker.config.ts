/** The service worker is one plain script: it may import nothing when it runs. Its plan is put in front by the server. */
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../src/lianzhi/foundation/ui/static/dist",
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: {
      input: "src/offline/worker.ts",
      output: { format: "iife", entryFileNames: "field-worker.js" },
    },
  },
});
