// Browser journeys against the built shop. `bin/test` runs them; by hand, after `cargo xtask build`
// and `cargo build`: `npx playwright test` (a file name, `-g words` or `--headed` narrow it down).
//
// Tags in a test's title or options choose where it runs:
//   (none)   with and without JavaScript      @script  with JavaScript only
//   @phone   also at phone width              @noscript  without JavaScript only

import { defineConfig } from "@playwright/test";
import { existsSync } from "node:fs";

// Debian's browser by default; Playwright's own downloads are never used.
const executablePath = [
  process.env.ATELIER_CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path && existsSync(path));

if (!executablePath) {
  throw new Error(
    "No Chromium was found: install it (`apt-get install chromium`) or set ATELIER_CHROMIUM to its path.",
  );
}

const args = ["--disable-dev-shm-usage", "--disable-gpu"];
// Chromium's sandbox refuses to work for root, which is who runs in most containers.
if (process.getuid?.() === 0) args.push("--no-sandbox");

export default defineConfig({
  testDir: "tests",
  globalSetup: "./tests/support/shop.ts",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  workers: Number(process.env.ATELIER_E2E_WORKERS ?? 2),
  // A hosted machine may stall for seconds: a second try is made there, and reported as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "playwright-report" }]],
  use: {
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "UTC",
    // Pages that fade into each other cost a machine without a graphics card a quarter of a second each.
    contextOptions: { reducedMotion: "reduce" },
    // Recording costs a third of the time: ask for it when a failure needs a closer look.
    trace: process.env.ATELIER_E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args },
  },
  projects: [
    { name: "with JavaScript", grepInvert: /@noscript/ },
    {
      name: "without JavaScript",
      grepInvert: /@script/,
      use: { javaScriptEnabled: false },
    },
    {
      name: "phone",
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
    },
  ],
});
