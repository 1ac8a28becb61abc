// After the order: what its customer corrects and fetches, and a refund in the admin.

import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import {
  addToCart,
  hydrated,
  expectPaid,
  openMail,
  placeOrder,
  providersPayButton,
  scripts,
  someone,
  toProvider,
  typeCard,
} from "./support/buying";
import { freshCode, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

/** Buys a piece on the provider's own page, which needs no scripts of ours. */
async function buys(page: Page, slug: string, variant: string, email: string): Promise<void> {
  await addToCart(page, slug, variant);
  await placeOrder(page, "Stripe’s payment page", email);
  await toProvider(page);
  await typeCard(page, "4242 4242 4242 4242");
  await providersPayButton(page).click();
  await expectPaid(page);
  await hydrated(page);
}

test("an order is corrected, noted, bought again, and its invoice fetched @phone", async ({ page }) => {
  test.slow();
  const [email, newEmail] = [someone(), someone()];
  await buys(page, "celadon-bowl", "Single bowl", email);
  const order = page.url();
  await expectAccessible(page);

  await page.getByText("Correct the delivery address").click();
  await page.getByLabel("Street and house number").fill(" ");
  await page.getByRole("button", { name: "Save the address" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "another look" })).toBeFocused();
  await expect(page.getByLabel("Street and house number")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await page.getByLabel("Street and house number").fill("7 Clay Row");
  await page.getByRole("button", { name: "Save the address" }).click();
  await expect(page.getByText("The delivery address is corrected.")).toBeVisible();
  await expect(page.getByRole("complementary")).toContainText("7 Clay Row");

  await page.getByText("Add a note", { exact: true }).click();
  await page.getByLabel("Your note").fill("Please leave it with the neighbour.");
  await page.getByRole("button", { name: "Add the note" }).click();
  await expect(page.getByText("Your note is with the studio.")).toBeVisible();

  await page.getByText("Change the e-mail address").click();
  await page.getByLabel("New e-mail address").fill(newEmail);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("we wrote to the new address", { exact: false })).toBeVisible();
  await openMail(page, newEmail, /Confirm your e-mail address/);
  const link = (await page.locator("pre").innerText()).match(/https?:\/\/\S+\/confirm-email\/\S+/)![0];
  await page.goto(link);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, use it" }).click();
  await expect(page.getByText("go to your new address from now on", { exact: false })).toBeVisible();
  await expect(page.getByRole("complementary")).toContainText(newEmail);
  await openMail(page, email, /go to another address/);

  await page.goto(order);
  const invoice = page.getByRole("link", { name: /^Invoice INV-/ });
  const file = await page.request.get((await invoice.getAttribute("href"))!);
  expect(file.headers()["content-type"]).toBe("application/pdf");
  expect((await file.body()).subarray(0, 5).toString()).toBe("%PDF-");

  await page.getByRole("button", { name: "Buy again" }).click();
  await expect(page).toHaveURL(/\/cart$/);
  await expect(page.getByRole("main")).toContainText("Celadon");
});

test("a part of an order goes back at the counter, and the open page hears of it", async ({ page, browser, baseURL, trouble }) => {
  test.slow();
  const email = someone();
  await buys(page, "rain-tumbler", "Single tumbler", email);
  const number = (await page.getByRole("main").innerText()).match(/ORD-\d+/i)![0].toUpperCase();

  const studio = await browser.newContext({ baseURL, javaScriptEnabled: scripts(), locale: "en-GB" });
  trouble.watch(studio);
  const counter = await studio.newPage();
  const secret = await signInFirstTime(counter, newOwner());
  await counter.goto(`/admin/orders/${number}`);
  await counter.getByRole("link", { name: "Give money back" }).click();
  await expect(counter.getByRole("heading", { level: 1, name: "Give money back" })).toBeVisible();
  await expectAccessible(counter);
  await counter.getByRole("button", { name: "Look at what goes back" }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await counter.getByRole("radio", { name: "Some of the pieces" }).check();
  await counter.getByLabel("Units that go back").fill("1");
  await counter.getByRole("checkbox", { name: /put it on the shelf/ }).check();
  await counter.getByLabel("Why").fill("A chip in the rim");
  await counter.getByRole("button", { name: "Look at what goes back" }).click();
  await expect(counter.getByRole("heading", { level: 1, name: /^Give €[\d.]+ back\?$/ })).toBeVisible();
  await expect(counter.getByText("Back on the shelf: 1 ×", { exact: false })).toBeVisible();
  await expectAccessible(counter);
  await counter.getByLabel("Code").fill("000000");
  await counter.getByRole("button", { name: /^Give €[\d.]+ back$/ }).click();
  await expect(counter.getByRole("alert").first()).toBeFocused();
  await expect(counter.getByLabel("Code")).toHaveValue("");
  await counter.getByLabel("Code").fill(await freshCode(counter, secret));
  await counter.getByRole("button", { name: /^Give €[\d.]+ back$/ }).click();
  await expect(counter.getByText("On its way back.", { exact: false })).toBeVisible();
  await expect(counter.getByRole("main")).toContainText("A chip in the rim");
  await expectAccessible(counter);
  await studio.close();

  // Where scripts run nothing has to be done; elsewhere the page is loaded again.
  await expect(async () => {
    if (!scripts()) await page.reload();
    await expect(page.getByRole("main")).toContainText("A chip in the rim", { timeout: 2_000 });
    await expect(page.getByRole("link", { name: /^Credit note CRN-/ })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expectAccessible(page);
  await openMail(page, email, /on its way back to you/);
  await expect(page.locator("pre")).toContainText("A chip in the rim");
});
