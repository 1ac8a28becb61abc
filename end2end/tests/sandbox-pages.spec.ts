// The stand-in's own pages, where a customer types cards and answers banks: usable by everyone, like the shop's.

import { expectAccessible, expectFrameAccessible } from "./support/accessible";
import {
  addToCart, cardFrame, expectPaid, payButton, payByCard, placeOrder, providersPayButton, toProvider, typeCard,
} from "./support/buying";
import { expect, test } from "./support/fixtures";

const CARD_FRAME = "Secure payment input frame";

test("the payment fields, in every choice and after a refusal @script @phone", async ({ page, trouble }) => {
  trouble.expect(/402/);
  await addToCart(page, "hogweed-in-october");
  await placeOrder(page, "Card or wallet");
  await expect(payButton(page)).toBeEnabled();
  const fields = cardFrame(page);
  for (const choice of ["Sandbox redirect wallet", "Sandbox bank debit", "Card"]) {
    await fields.getByRole("radio", { name: choice }).check();
    await expectFrameAccessible(page, CARD_FRAME);
  }
  await fields.getByText("Test cards").click();
  await payByCard(page, "4000 0000 0000 0002");
  await expect(fields.getByText("Your card was declined.")).toBeVisible();
  await expectFrameAccessible(page, CARD_FRAME);
});

test("the bank’s question in a dialog @script @phone", async ({ page }) => {
  await addToCart(page, "hogweed-in-october");
  await placeOrder(page, "Card or wallet");
  await expect(payButton(page)).toBeEnabled();
  await payByCard(page, "4000 0025 0000 3155");
  const bank = page.frameLocator('iframe[title="3-D Secure authentication"]');
  await expect(bank.getByRole("button", { name: "Complete" })).toBeVisible();
  await expectFrameAccessible(page, "3-D Secure authentication");
  await bank.getByRole("button", { name: "Complete" }).click();
  await expectPaid(page);
});

test("the provider’s page, its questions and its refusals @phone", async ({ page, trouble }) => {
  trouble.expect(/402/);
  await addToCart(page, "wren", "Print");
  await placeOrder(page, "Stripe’s payment page");
  await toProvider(page);
  await expectAccessible(page);
  await page.getByText("Test cards").click();
  await page.getByRole("radio", { name: "Sandbox bank debit" }).check();
  await expectAccessible(page);
  await page.getByLabel("Account number").fill("12");
  await providersPayButton(page).click();
  await expect(page.getByText("Your account number is incomplete.", { exact: false })).toBeVisible();
  await expect(page.getByLabel("Account number")).toHaveValue("12");
  await expectAccessible(page);

  await page.getByRole("radio", { name: "Sandbox redirect wallet" }).check();
  await providersPayButton(page).click();
  await page.waitForURL(/\/sandbox\/wallet\//);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Fail" }).click();
  await page.waitForURL(/\/sandbox\/checkout\//);
  await expect(page.getByText("The wallet did not authorise the payment.", { exact: false })).toBeVisible();

  await page.getByRole("radio", { name: "Card", exact: true }).check();
  await typeCard(page, "4000 0025 0000 3155");
  await providersPayButton(page).click();
  await page.waitForURL(/\/sandbox\/3ds\//);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Complete" }).click();
  await expectPaid(page);
});

test("a page of the provider’s that was closed says so and shows the way", async ({ page }) => {
  await addToCart(page, "wren", "Print");
  await placeOrder(page, "Stripe’s payment page");
  await toProvider(page);
  const closed = page.url();
  await page.getByRole("link", { name: "Cancel and go back to the shop" }).click();
  await page.getByRole("button", { name: "Pay by bank transfer instead" }).click();
  await page.waitForURL(/\/o\//);
  expect((await page.goto(closed))?.status()).toBe(410);
  await expect(page.getByRole("heading", { level: 1, name: "Checkout expired" })).toBeVisible();
  await expectAccessible(page);
  await page.goto("/sandbox/checkout/none");
  await expect(page.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  await expectAccessible(page);
});
