// The API for people: the page that describes it, and the tokens that programs call it with.

import { expectAccessible } from "./support/accessible";
import { goTo, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("the page about the API reads without scripts and leads to each call @phone", async ({ page }) => {
  test.slow();
  await page.goto("/api/docs");
  await expect(page.getByRole("heading", { level: 1, name: "The shop’s API" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "What there is" }).getByRole("link", { name: "Orders", exact: true }).click();
  await expect(page).toHaveURL(/#orders$/);
  const call = page.getByRole("article", { name: "POST /orders", exact: true });
  await call.getByText("Example", { exact: true }).click();
  await expect(call.locator("pre").first()).toContainText("curl -X POST");
  await expectAccessible(page);
});

test("an owner makes a token for a program, and ends it", async ({ page, request }) => {
  test.slow();
  await signInFirstTime(page, newOwner());
  await goTo(page, "Settings");
  await page.getByRole("link", { name: "API tokens" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API tokens" })).toBeVisible();
  await expectAccessible(page);
  const make = page.getByRole("region", { name: "Make a token" });
  await make.getByLabel("Name of the program").fill("Label printer");
  await make.getByRole("button", { name: "Make the token" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(make.getByLabel("Name of the program")).toHaveValue("Label printer");
  await expectAccessible(page);
  await make.getByLabel(/^orders:read/).check();
  await make.getByRole("button", { name: "Make the token" }).click();
  const shown = page.getByRole("region", { name: "The new token" });
  const token = await shown.locator("code").innerText();
  expect(token).toMatch(/^atl_/);
  await expectAccessible(page);
  const orders = () => request.get("/api/v1/orders", { headers: { authorization: `Bearer ${token}` } });
  expect((await orders()).status()).toBe(200);

  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke Label printer" }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "Revoked" })).toBeVisible();
  expect((await orders()).status()).toBe(401);
  await expectAccessible(page);
});
