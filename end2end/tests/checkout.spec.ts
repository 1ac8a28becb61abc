// The checkout's form: what it says when something is missing, and what it never forgets.

import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import {
  addToCart, hydrated, cardFrame, expectMarked, expectPaid, fillAddress, mark, placeButton, scripts, someone,
} from "./support/buying";
import { expect, test } from "./support/fixtures";

/** Where scripts run, waits until the order can be placed without another page. */
async function sentInPlace(page: Page): Promise<void> {
  await hydrated(page);
  if (scripts()) await expect(placeButton(page)).toHaveAttribute("data-call", /./);
}

test("a form with gaps is answered with all of them, in one place, and nothing typed is lost @phone", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await expectAccessible(page);
  await page.getByLabel("E-mail").fill("not an address");
  await page.getByLabel("Town or city").first().fill("Loughborough");
  await page.getByText("A note, or a message for a gift").click();
  await page.getByLabel("Gift message").fill("For Ida </textarea> & all");
  await sentInPlace(page);
  await mark(page);
  await placeButton(page).click();

  const summary = page.getByRole("alert").filter({ hasText: "A few things need another look" });
  await expect(summary).toBeFocused();
  await expectAccessible(page);
  await expect(page.getByLabel("E-mail")).toHaveValue("not an address");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Town or city").first()).toHaveValue("Loughborough");
  await expect(page.getByLabel("Gift message")).toHaveValue("For Ida </textarea> & all");
  await expect(page.getByLabel("Full name").first()).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Full name").first()).toHaveAccessibleDescription(/name/i);
  await expectMarked(page);

  // Each sentence leads to its field.
  await summary.getByRole("link").first().click();
  await expect(page.getByLabel("E-mail")).toBeFocused();
});

test("a form that was put right is sent once, however often its button is pressed @script", async ({ page }) => {
  await addToCart(page, "wren", "Print");
  await page.goto("/checkout");
  await fillAddress(page, someone());
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await page.getByLabel("Full name").first().fill("");
  await sentInPlace(page);
  await mark(page);
  await placeButton(page).click();
  const summary = page.getByRole("alert").filter({ hasText: "One thing needs another look" });
  await expect(summary).toBeFocused();
  await page.getByLabel("Full name").first().fill("Imke Probst");
  await expectMarked(page);

  // The answer takes its time, and nobody can press again meanwhile.
  let calls = 0;
  await page.route("**/_fn/checkout/place", async (route) => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  });
  await placeButton(page).dblclick();
  await expect(placeButton(page)).toBeDisabled();
  await page.waitForURL(/\/o\//);
  expect(calls).toBe(1);
});

test("the bill goes to another address", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await fillAddress(page, someone());
  await page.getByRole("checkbox", { name: "The bill goes to another address" }).check();
  const bill = page.getByRole("group", { name: "Billing address" });
  await bill.getByLabel("Full name").fill("Probst Ltd");
  await bill.getByLabel("Street and house number").fill("9 Counting House Yard");
  await bill.getByRole("combobox", { name: "Country" }).selectOption("United Kingdom");
  await bill.getByLabel("Postcode").fill("EC1A 1BB");
  await bill.getByLabel("Town or city").fill("London");
  if (!scripts()) await page.getByRole("button", { name: "Update delivery and total" }).click();
  await expect(bill.getByLabel("Full name")).toHaveValue("Probst Ltd");
  await expectAccessible(page);
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await placeButton(page).click();
  await page.waitForURL(/\/(checkout\/pay|o)\//);
  if (!page.url().includes("/o/")) await page.getByRole("link", { name: /See (the|your) order/ }).first().click();
  await expect(page.getByRole("heading", { name: "Billed to" }).locator("..")).toContainText("Probst Ltd");
  await expect(page.getByRole("heading", { name: "Goes to" }).locator("..")).toContainText("Imke Probst");
});

test("delivery and total follow the country @script", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  const country = page.getByRole("combobox", { name: "Country" }).first();
  await country.selectOption("United Kingdom");
  await expect(page.getByRole("radio", { name: /^Tracked parcel/ })).toBeVisible();
  await expect(placeButton(page)).toBeEnabled();
  const abroad = await placeButton(page).innerText();
  await country.selectOption("Germany");
  await expect(placeButton(page)).not.toHaveText(abroad);
  await expect(page.getByText("Collect", { exact: false }).first()).toBeVisible();
  await expectAccessible(page);
});

test("what was chosen before the page woke stays chosen @script", async ({ page }) => {
  await addToCart(page, "rain-tumbler", "Single tumbler");
  // The page's code is slow to come.
  let come = () => {};
  const slow = new Promise<void>((resolve) => (come = resolve));
  await page.route("**/pkg/*.wasm", async (route) => {
    await slow;
    await route.continue();
  });
  await page.goto("/checkout", { waitUntil: "commit" });
  const transfer = page.getByRole("radio", { name: "Bank transfer" });
  await transfer.check();
  come();
  await hydrated(page);
  // Its islands are loaded one by one: this one says that it lives by taking the plain button away.
  await expect(page.getByRole("button", { name: "Update delivery and total" })).toHaveCount(0);
  await fillAddress(page, someone());
  await expect(placeButton(page)).toBeEnabled();
  await expect(transfer).toBeChecked();
  await placeButton(page).click();
  await page.waitForURL(/\/o\//);
  await expect(page.getByText("IBAN", { exact: false }).first()).toBeVisible();
});

test("a purchase with the keyboard alone @script", async ({ page }) => {
  const keys = page.keyboard;
  await page.goto("/shop/wren");
  await keys.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await keys.press("Enter");
  const tabTo = async (target: ReturnType<typeof page.getByRole>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await keys.press("Tab");
    }
    await expect(target, "Tab leads there").toBeFocused();
  };
  await tabTo(page.getByRole("button", { name: "Add to cart", exact: true }));
  await keys.press("Enter");
  const checkOut = page.getByRole("link", { name: "Check out" });
  await expect(checkOut).toBeVisible();
  await tabTo(checkOut);
  await keys.press("Enter");
  await page.waitForURL(/\/checkout$/);

  const write = async (label: string, text: string) => {
    await tabTo(page.getByLabel(label).first());
    await keys.type(text);
  };
  await write("E-mail", someone());
  await write("Full name", "Imke Probst");
  await write("Street and house number", "4 Kiln Lane");
  await tabTo(page.getByRole("combobox", { name: "Country" }).first());
  await keys.type("United K");
  await write("Postcode", "SW1A 1AA");
  await write("Town or city", "London");
  await expect(placeButton(page)).toBeEnabled();
  await tabTo(placeButton(page));
  await keys.press("Enter");
  await page.waitForURL(/\/checkout\/pay\//);

  const pay = page.getByRole("button", { name: /^Pay €/ });
  await expect(pay).toBeEnabled();
  const inFrame = async (label: string, text: string) => {
    await tabTo(cardFrame(page).getByLabel(label));
    await keys.type(text);
  };
  await inFrame("Card number", "4242424242424242");
  await inFrame("Expiration date", "1234");
  await inFrame("Security code", "123");
  await tabTo(pay);
  await keys.press("Enter");
  await expectPaid(page);
});
