import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))

/** The console as static files, for a page policy without inline scripts. */
export default defineConfig({
  root,
  plugins: [react()],
  build: {
    outDir: 'dist/preview',
    emptyOutDir: true,
    target: 'es2023',
    // Files of their own may come from 'self'; what is inlined as data: would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_200,
  },
  // While the console is being worked on: `npx vite console`, beside a server that runs.
  server: { proxy: { '/v1': `http://127.0.0.1:${process.env['PORT'] ?? '7400'}` } },
})
