import { defineConfig } from "vite";

// The service that 'vite' (npm run dev) passes requests on to.
const service = process.env["CLEF_SERVICE"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/",
  build: { target: "es2023", sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 200, reportCompressedSize: false },
  server: { proxy: { "/api": service, "/openapi": service } },
});
