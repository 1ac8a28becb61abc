import { expectAccessible } from "./support/accessible";
import { expect, test } from "./support/fixtures";

test("the shop opens @phone", async ({ page }) => {
  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("styles, scripts and fonts are kept for ever, because a change gives them a new name @script", async ({ page }) => {
  const answers = new Map<string, string>();
  page.on("response", (response) => {
    const path = new URL(response.url()).pathname;
    if (path.startsWith("/pkg/")) answers.set(path, response.headers()["cache-control"] ?? "");
  });
  await page.goto("/");
  await page.waitForLoadState("networkidle");
  expect([...answers.keys()].some((path) => path.endsWith(".css"))).toBe(true);
  expect([...answers.keys()].some((path) => path.endsWith(".wasm"))).toBe(true);
  for (const [path, kept] of answers) {
    expect(kept, path).toContain("immutable");
  }
});
