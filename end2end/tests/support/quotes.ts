// The customer's side of a custom order where both specs need it: saying yes, and paying what is due.

import { expect, type Page } from "@playwright/test";
import { cardFrame, payButton, providersPayButton, scripts, typeCard } from "./buying";

/** Says yes to the quote whose form is open; the payment page comes next. */
export async function agree(page: Page): Promise<void> {
  await page.getByLabel("Street and house number").fill("4 Kiln Lane");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("Town or city").fill("Berlin");
  await page.getByLabel(/I agree to this quote/).check();
  await page.getByRole("button", { name: /^Accept, and pay/ }).click();
  await page.waitForURL(/\/pay\//);
}

/** Pays what the open payment page asks for, by card here or on the provider's page, and comes back to the thread. */
export async function payPart(page: Page): Promise<void> {
  if (scripts()) {
    await expect(payButton(page)).toBeEnabled();
    await typeCard(cardFrame(page), "4242 4242 4242 4242");
    await payButton(page).click();
  } else {
    await page.getByRole("button", { name: "Pay on Stripe’s page instead" }).click();
    await page.waitForURL(/\/sandbox\/checkout\//);
    await typeCard(page, "4242 4242 4242 4242");
    await providersPayButton(page).click();
  }
  await page.waitForURL(/\/custom\//);
}
