// A part of a custom order that is paid by a payment link: made in the admin, paid on the provider's page, taken back.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { agree, payPart } from "./support/quotes";
import { providersPayButton, scripts, someone, typeCard } from "./support/buying";
import { expect, test } from "./support/fixtures";
import { address } from "./support/shop";
import { signedIn, Studio } from "./support/studio";

/** An accepted quote of €106.90 whose deposit is due: its number, and the open page where the deposit is paid. */
async function agreed(page: Page, browser: Browser): Promise<string> {
  const form = {
    name: "Imke Probst",
    email: someone(),
    description: "A collar of moss green beads for a wedding in May",
    country: "DE",
  };
  const headers = { "sec-fetch-site": "same-origin" };
  const answer = await page.request.post("/custom", { form, headers, maxRedirects: 0 });
  const thread = answer.headers()["location"]!;
  await page.goto(thread);
  const number = (await page.getByRole("main").innerText()).match(/CUS-\d+/)![0];
  const studio = await Studio.open(browser);
  await studio.quotes(number, { price: "100" });
  await studio.close();
  await page.goto(thread);
  await page.getByRole("link", { name: "Accept the quote" }).click();
  await agree(page);
  return number;
}

/** The counter in a window of the artisan's own. */
async function workbench(browser: Browser, page: Page): Promise<{ context: BrowserContext; counter: Page }> {
  const context = await browser.newContext({
    baseURL: address(),
    storageState: await signedIn(browser),
    javaScriptEnabled: scripts(),
    viewport: page.viewportSize(),
    locale: "en-GB",
  });
  return { context, counter: await context.newPage() };
}

function sentence(page: Page) {
  return page.getByRole("heading", { level: 1 });
}

test("a deposit is asked for by a payment link, and paid there @phone", async ({ page, browser, trouble }) => {
  test.slow();
  test.setTimeout(120_000);
  trouble.expect(/410/);
  const number = await agreed(page, browser);
  const pay = page.url();
  const { context, counter } = await workbench(browser, page);
  trouble.watch(context);
  const parts = counter.getByRole("region", { name: "Payments" });
  const deposit = parts.getByRole("listitem").filter({ hasText: "Deposit" });

  await counter.goto(`/admin/commissions/${number}`);
  await deposit.getByRole("button", { name: "Make a payment link at Stripe" }).click();
  await expect(counter.getByText("The payment link is made.")).toBeVisible();
  await expectAccessible(counter);
  const field = deposit.getByLabel("Payment link at Stripe");
  await expect(field).toHaveAttribute("readonly");
  const taken = await field.inputValue();
  await page.goto(pay);
  await expect(page.getByRole("link", { name: "Pay €32.07 on Stripe’s page" })).toHaveAttribute("href", taken);

  // Taken back, it takes no money, and the payment page offers what it offered before.
  await deposit.getByRole("button", { name: "Take the payment link back" }).click();
  await expect(counter.getByText("The payment link is taken back.")).toBeVisible();
  await expect(deposit.getByRole("button", { name: "Make a payment link at Stripe" })).toBeVisible();
  await expectAccessible(counter);
  await page.goto(taken);
  await expect(sentence(page)).toHaveText("Payment link closed");
  await page.goto(pay);
  await expect(page.getByRole("button", { name: "Pay on Stripe’s page instead" })).toBeVisible();

  await deposit.getByRole("button", { name: "Make a payment link at Stripe" }).click();
  const link = await field.inputValue();
  expect(link).not.toBe(taken);
  await page.goto(pay);
  await expect(sentence(page)).toHaveText("Pay €32.07");
  await expect(page.getByText("that is the one way to pay it")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay/ })).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("link", { name: "Pay €32.07 on Stripe’s page" }).click();
  await page.waitForURL(/\/sandbox\/checkout\//);
  await expectAccessible(page);
  await page.getByLabel("Full name").fill("Imke Probst");
  await page.getByLabel("Address", { exact: true }).fill("4 Kiln Lane");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("City").fill("Berlin");
  await typeCard(page, "4242 4242 4242 4242");
  await providersPayButton(page).click();
  await page.waitForURL(/\/custom\//);
  await expect(async () => {
    await page.reload();
    await expect(sentence(page)).toContainText("it is in our queue", { timeout: 500 });
  }).toPass();
  await page.goto(pay);
  await expect(sentence(page)).toHaveText("This is paid already");
  await page.goto(link);
  await expect(sentence(page)).toHaveText("Payment link closed");
  await counter.reload();
  await expect(deposit).toContainText("paid");
  await expect(deposit.getByRole("button")).toHaveCount(0);
  await context.close();
});

test("a newer quote closes the payment link of the one before", async ({ page, browser, trouble }) => {
  test.slow();
  test.setTimeout(120_000);
  trouble.expect(/410/);
  const number = await agreed(page, browser);
  const pay = page.url();
  const { context, counter } = await workbench(browser, page);
  trouble.watch(context);
  await counter.goto(`/admin/commissions/${number}`);
  await counter.getByRole("button", { name: "Make a payment link at Stripe" }).click();
  await page.goto(pay);
  await page.getByRole("link", { name: "Pay €32.07 on Stripe’s page" }).click();
  await page.waitForURL(/\/sandbox\/checkout\//);
  const opened = page.url();

  const studio = await Studio.open(browser);
  await studio.quotes(number, { price: "95" });
  await studio.close();
  await page.goto(opened);
  await expect(sentence(page)).toHaveText("Checkout expired");
  await page.goto(pay);
  await expect(sentence(page)).toHaveText("A newer quote took its place");
  await page.getByRole("link", { name: "To the conversation" }).click();
  await page.getByRole("link", { name: "Accept the quote" }).click();
  await agree(page);
  await payPart(page);
  await expect(async () => {
    await page.reload();
    await expect(sentence(page)).toContainText("it is in our queue", { timeout: 500 });
  }).toPass();
  await context.close();
});
