// The checkout's fields: what is typed counts and stays, no press is lost, no choice waits for a second button.

import { register } from "./support/account";
import { addToCart, hydrated, fillAddress, placeButton, scripts, someone } from "./support/buying";
import { expect, test } from "./support/fixtures";

test("a press while the costs are worked out places the order @script", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await fillAddress(page, someone());
  await expect(placeButton(page)).toBeEnabled();
  // The answer takes its time: the press comes first.
  let answered = false;
  await page.route("**/_fn/checkout/costs", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    answered = true;
    await route.continue().catch(() => {});
  });
  await page.getByLabel("Postcode").first().fill("SW1A 2AA");
  await placeButton(page).click();
  await page.waitForURL(/\/checkout\/pay\//);
  expect(answered, "nobody waited for it").toBe(false);
});

test("a choice that is pressed while the answer to an earlier one comes stays chosen @script", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await fillAddress(page, someone());
  await expect(placeButton(page)).toBeEnabled();
  // Each answer comes when it is let through.
  const letThrough: (() => void)[] = [];
  await page.route("**/_fn/checkout/costs", async (route) => {
    await new Promise<void>((resolve) => letThrough.push(resolve));
    await route.continue();
  });
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await expect.poll(() => letThrough.length).toBe(1);
  const hosted = page.getByRole("radio", { name: "Stripe’s payment page" });
  await hosted.hover();
  await page.mouse.down();
  const answer = page.waitForResponse("**/_fn/checkout/costs");
  letThrough[0]();
  await (await answer).finished();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  await page.mouse.up();
  await expect.poll(() => letThrough.length).toBe(2);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  expect(await hosted.isChecked(), "the earlier answer took the choice away").toBe(true);
  letThrough[1]();
  await expect(placeButton(page)).toBeEnabled();
  await expect(hosted).toBeChecked();
});

test("the Enter key in a field places what was seen", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await fillAddress(page, someone());
  if (!scripts()) await page.getByRole("button", { name: "Update delivery and total" }).click();
  await expect(placeButton(page)).toBeEnabled();
  await page.getByLabel("Town or city").first().press("Enter");
  await page.waitForURL(/\/checkout\/pay\//);
});

test("what was typed is there again after a reload and after a look at the cart @script", async ({ page }) => {
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await hydrated(page);
  // The island that listens to the form takes the plain button away once it lives.
  await expect(page.getByRole("button", { name: "Update delivery and total" })).toHaveCount(0);
  const email = someone();
  await fillAddress(page, email);
  await page.getByText("A note, or a message for a gift").click();
  await page.getByLabel("Gift message").fill("For Ida");
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await page.waitForTimeout(700);
  const expectAll = async () => {
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await expect(page.getByLabel("Town or city").first()).toHaveValue("London");
    await expect(page.getByLabel("Postcode").first()).toHaveValue("SW1A 1AA");
    await expect(page.getByLabel("Gift message")).toHaveValue("For Ida");
    await expect(page.getByRole("radio", { name: "Bank transfer" })).toBeChecked();
  };
  await page.reload();
  await expectAll();
  await page.getByRole("link", { name: "Cart" }).first().click();
  await page.waitForURL(/\/cart$/);
  await page.getByRole("link", { name: "Check out" }).first().click();
  await page.waitForURL(/\/checkout$/);
  await expectAll();
});

test("an address of the book is in the fields as soon as it is chosen @script", async ({ page }) => {
  await register(page, someone());
  for (const city of ["Bristol", "Leeds"]) {
    await page.goto("/account/addresses/new");
    await page.getByLabel("Full name").fill("Imke Probst");
    await page.getByLabel("Street and house number").fill(`1 ${city} Road`);
    await page.getByRole("combobox", { name: "Country" }).selectOption("United Kingdom");
    await page.getByLabel("Postcode").fill("LS1 1AA");
    await page.getByLabel("Town or city").fill(city);
    await page.getByRole("button", { name: /^Save/ }).click();
    await page.waitForURL(/done=saved/);
  }
  await addToCart(page, "cherry-spoon");
  await page.goto("/checkout");
  await expect(page.getByRole("button", { name: "Update delivery and total" })).toHaveCount(0);
  await expect(page.getByLabel("Town or city").first()).toHaveValue("Bristol");
  await page.getByLabel("From your address book").selectOption({ label: await leeds(page) });
  await expect(page.getByLabel("Town or city").first()).toHaveValue("Leeds");
  await page.getByRole("radio", { name: "Bank transfer" }).check();
  await placeButton(page).click();
  await page.waitForURL(/\/o\//);
  await expect(page.getByRole("heading", { name: "Goes to" }).locator("..")).toContainText("1 Leeds Road");
});

/** How the address in Leeds reads in the list. */
async function leeds(page: import("@playwright/test").Page): Promise<string> {
  const words = await page.locator("#saved_address option").allInnerTexts();
  return words.find((text) => text.includes("Leeds")) ?? "none";
}

test("the Back button brings a page whose cart counts what is in it @script", async ({ page }) => {
  await page.goto("/shop");
  await hydrated(page);
  await page.goto("/shop/cherry-spoon");
  await hydrated(page);
  await page.getByRole("button", { name: "Add to cart", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();
  await page.goBack();
  await page.waitForURL(/\/shop$/);
  await expect(page.locator(".cart-count")).toContainText("1 piece");
});
