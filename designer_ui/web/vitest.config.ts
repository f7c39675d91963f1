import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: {
    environment: "jsdom",
    globals: true,
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test_setup.ts"],
    css: false,
    maxWorkers: 2,
    // two busy cores: what takes a second there takes ten here
    testTimeout: 20_000,
  },
});
