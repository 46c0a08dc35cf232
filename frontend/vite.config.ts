/** Build into dist/ for Django's static files; in development, serve the editor in front of a running server. */
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { backendPage } from './dev/backendPage.ts'
import { backendProxy } from './dev/backendProxy.ts'

const backend = process.env.BACKEND ?? 'http://127.0.0.1:8000'

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/' : '/',
  plugins: [react(), tailwindcss(), backendPage(backend)],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    modulePreload: { polyfill: false },
    rollupOptions: { input: 'src/main.tsx' },
  },
  server: { port: 5173, host: '127.0.0.1', strictPort: true, proxy: backendProxy(backend) },
  test: {
    globals: true,
    restoreMocks: true,
    projects: [
      // What is pure runs without a document: it starts in a tenth of the time, and stays pure.
      { extends: true, test: { name: 'pure', environment: 'node', include: ['src/lib/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'happy-dom',
          include: ['src/**/*.test.{ts,tsx}'],
          exclude: ['src/lib/**'],
          setupFiles: ['src/testing/setup.ts'],
        },
      },
    ],
  },
}))
