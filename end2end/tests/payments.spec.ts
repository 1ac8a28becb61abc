// Buying as a guest, in every way to pay that the sandbox has, with what goes wrong on the way.

import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import {
  addToCart, cardFrame, expectMarked, expectPaid, mark, openMail, payButton, payByCard, placeOrder, providersPayButton, someone, toProvider,
  typeCard,
} from "./support/buying";
import { expect, test } from "./support/fixtures";

/** A new visitor's order of one piece, on the page where it is paid by card. */
async function orderToPayByCard(page: Page, slug: string, variant?: string, email = someone()): Promise<string> {
  await addToCart(page, slug, variant);
  const total = await placeOrder(page, "Card or wallet", email);
  await expect(payButton(page)).toBeEnabled();
  return total;
}

test("a guest pays by card, is thanked, and gets a mail @script", async ({ page }) => {
  const email = someone();
  const total = await orderToPayByCard(page, "wren", "Print", email);
  await expect(page.getByRole("heading", { level: 1, name: `Pay ${total}` })).toBeVisible();
  await expectAccessible(page);
  // The page asks the shop by itself how the payment stands.
  const asked = page.waitForRequest("**/_fn/payments/finish");
  await payByCard(page, "4242 4242 4242 4242");
  await asked;
  await expectPaid(page);
  await expectAccessible(page);

  await page.goto("/cart");
  await expect(page.getByRole("main").getByText("There is nothing in it yet.")).toBeVisible();
  await page.goto("/orders");
  await expect(page.getByRole("main").getByRole("link", { name: /ORD-/ }).first()).toBeVisible();
  await openMail(page, email, /ORD-/);
  await expect(page.locator("pre")).toContainText(total);
});

const refusals = [
  { what: "a declined card", number: "4000 0000 0000 0002", says: "Your card was declined." },
  { what: "an empty account", number: "4000 0000 0000 9995", says: "Your card has insufficient funds." },
  { what: "an expired card", number: "4000 0000 0000 0069", says: "Your card has expired." },
];
for (const { what, number, says } of refusals) {
  test(`${what} is told, and another card pays the same order @script`, async ({ page, trouble }) => {
    trouble.expect(/402/);
    await orderToPayByCard(page, "hogweed-in-october");
    const order = page.url();
    await payByCard(page, number);
    await expect(page.getByText(says).first()).toBeVisible();
    expect(page.url()).toBe(order);
    await expect(payButton(page)).toBeEnabled();
    await payByCard(page, "4242 4242 4242 4242");
    await expectPaid(page);
  });
}

test("the bank asks, and the customer confirms @script", async ({ page }) => {
  await orderToPayByCard(page, "moon-over-the-ridge", "Print");
  await payByCard(page, "4000 0025 0000 3155");
  const bank = page.frameLocator('iframe[title="3-D Secure authentication"]');
  await bank.getByRole("button", { name: "Complete" }).click();
  await expectPaid(page);
});

test("the bank’s question is answered wrongly, and then another card pays @script", async ({ page, trouble }) => {
  trouble.expect(/402/);
  await orderToPayByCard(page, "moon-over-the-ridge", "Print");
  await payByCard(page, "4000 0025 0000 3155");
  const bank = page.frameLocator('iframe[title="3-D Secure authentication"]');
  await bank.getByRole("button", { name: "Fail" }).click();
  await expect(page.getByText("We are unable to authenticate your payment method.").first()).toBeVisible();
  await expect(payButton(page)).toBeEnabled();
  await payByCard(page, "4242 4242 4242 4242");
  await expectPaid(page);
});

test("a wallet on another page @script", async ({ page }) => {
  await orderToPayByCard(page, "celadon-bowl", "Single bowl");
  await cardFrame(page).getByRole("radio", { name: "Sandbox redirect wallet" }).check();
  await payButton(page).click();
  await page.waitForURL(/\/sandbox\/wallet\//);
  await page.getByRole("button", { name: "Authorize" }).click();
  await expectPaid(page);
});

test("a wallet that refuses leaves the order to be paid @script", async ({ page }) => {
  await orderToPayByCard(page, "celadon-bowl", "Single bowl");
  await cardFrame(page).getByRole("radio", { name: "Sandbox redirect wallet" }).check();
  await payButton(page).click();
  await page.waitForURL(/\/sandbox\/wallet\//);
  await page.getByRole("button", { name: "Fail" }).click();
  await page.waitForURL(/\/checkout\/pay\//);
  await expect(page.getByText("The wallet did not authorise the payment.", { exact: false }).first()).toBeVisible();
  await expect(payButton(page)).toBeEnabled();
  await expectAccessible(page);
  await payByCard(page, "4242 4242 4242 4242");
  await expectPaid(page);
});

test("a bank debit that takes a moment @script", async ({ page }) => {
  await orderToPayByCard(page, "celadon-bowl", "Single bowl");
  const fields = cardFrame(page);
  await fields.getByRole("radio", { name: "Sandbox bank debit" }).check();
  const account = fields.getByLabel("Account number");
  await account.fill((await account.getAttribute("placeholder")) ?? "");
  await payButton(page).click();
  await expectPaid(page);
});

test("a way to pay that can’t be chosen says so in place, and the next try chooses it @script", async ({ page, trouble }) => {
  trouble.expect(/payments\/choose could not be loaded/);
  await orderToPayByCard(page, "wren", "Print");
  const message = "Another window chose a way to pay just now. Try again in a moment.";
  const refusal = { status: 409, json: { status: 409, code: "busy", message } };
  await page.route("**/_fn/payments/choose", (route) => route.fulfill(refusal), { times: 1 });
  await mark(page);
  const transfer = page.getByRole("button", { name: "Pay by bank transfer instead" });
  await transfer.click();
  const summary = page.getByRole("alert").filter({ hasText: "Before you go on" });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText(message);
  await expectMarked(page);
  await expectAccessible(page);
  await page.route("**/_fn/payments/choose", (route) => route.abort(), { times: 1 });
  await transfer.click();
  await expect(summary).toContainText("The shop can’t be reached. Check your connection and try again.");
  await expectMarked(page);
  await transfer.click();
  await expect(page.getByText("IBAN", { exact: false }).first()).toBeVisible();
});

test("card fields that need JavaScript leave the other ways open @noscript", async ({ page }) => {
  await addToCart(page, "rain-tumbler", "Single tumbler");
  await placeOrder(page, "Card or wallet");
  await expect(page.getByText("The card fields need JavaScript.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Pay on Stripe’s page instead" }).click();
  await page.waitForURL(/\/sandbox\/checkout\//);
  await typeCard(page, "4242 4242 4242 4242");
  await providersPayButton(page).click();
  await expectPaid(page);
});

test("on the provider’s own page: declined first, then paid", async ({ page, trouble }) => {
  trouble.expect(/402/);
  const email = someone();
  await addToCart(page, "indigo-dip-mug", "Single mug");
  await placeOrder(page, "Stripe’s payment page", email);
  await toProvider(page);
  await typeCard(page, "4000 0000 0000 0002");
  await providersPayButton(page).click();
  await expect(page.getByText("Your card was declined.")).toBeVisible();
  await typeCard(page, "4242 4242 4242 4242");
  await providersPayButton(page).click();
  await expectPaid(page);
  await expectAccessible(page);
  await openMail(page, email, /ORD-/);
});

test("leaving the provider’s page brings the order back, still to be paid", async ({ page }) => {
  await addToCart(page, "indigo-dip-mug", "Single mug");
  await placeOrder(page, "Stripe’s payment page");
  await toProvider(page);
  await page.getByRole("link", { name: "Cancel and go back to the shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Pay €|Please pay €/ })).toBeVisible();
});

test("a slow bank on the provider’s page says no, and the next one says yes", async ({ page, trouble }) => {
  trouble.expect(/402/);
  const email = someone();
  const debit = async (account: string) => {
    await page.getByRole("radio", { name: "Sandbox bank debit" }).check();
    await page.getByLabel("Account number").fill(account);
    await providersPayButton(page).click();
    await page.waitForURL(/\/o\//);
  };
  await addToCart(page, "indigo-dip-mug", "Single mug");
  await placeOrder(page, "Stripe’s payment page", email);
  await toProvider(page);
  await debit("000111111116");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Your bank is confirming the payment.");
  await expectAccessible(page);

  const order = page.url();
  await openMail(page, email, /did not go through/);
  await page.goto(order);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Please pay");
  await page.getByRole("main").getByRole("link", { name: /^Pay/ }).click();
  await expect(page.getByText("insufficient funds", { exact: false })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Pay on Stripe’s page" }).click();
  await page.waitForURL(/\/sandbox\/checkout\//);
  await debit("000123456789");
  await expectPaid(page);
});
