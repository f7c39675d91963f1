import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const COMPRESSED = /\.(js|css|svg|json)$/;
const SMALLEST = 1400;

/** Writes .br and .gz beside every built file worth it; the server picks by Accept-Encoding. */
function compressed(): Plugin {
  let folder = "";
  return {
    name: "dougong-compressed",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir, "assets");
    },
    closeBundle() {
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder).filter((file) => COMPRESSED.test(file))) {
        const path = join(folder, name);
        const content = readFileSync(path);
        if (content.length < SMALLEST) continue;
        writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}

/** One list of pages for the router and for the server, which preloads what a path needs. */
function pages(): Plugin {
  return {
    name: "dougong-pages",
    apply: "build",
    generateBundle() {
      const listed: Record<string, string> = {};
      for (const room of ["workspace", "designer"]) {
        const path = join(import.meta.dirname, "src", room, "pages.json");
        const found = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>) : {};
        for (const [pattern, module] of Object.entries(found)) listed[pattern] = `src/${room}/${module}`;
      }
      this.emitFile({ type: "asset", fileName: "pages.json", source: JSON.stringify(listed) });
    },
  };
}

export default defineConfig({
  plugins: [react(), pages(), compressed()],
  // plotly.js is written for node's name of the global object
  define: { global: "globalThis" },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome91", "edge91", "firefox90", "safari15"],
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { "/api/v1": process.env.DOUGONG_URL ?? "http://127.0.0.1:8080" } },
});
