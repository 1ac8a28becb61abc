// Options and personalisation: what a piece asks of its buyer, from its page to the order, and where staff decide it.

import { randomUUID } from "node:crypto";
import { expectAccessible } from "./support/accessible";
import { hydrated, placeOrder } from "./support/buying";
import { goTo, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("a scoop with initials and a ribbon is another line than one without", async ({ page }) => {
  const initials = page.getByLabel(/^Initials to burn into the handle/);
  const add = page.getByRole("button", { name: "Add to cart", exact: true });
  await page.goto("/shop/walnut-scoop");
  await hydrated(page);
  await expect(page.getByText("Up to 3 characters, +€5.00.")).toBeVisible();
  await expectAccessible(page);
  await initials.fill("ÅDA");
  await page.getByRole("radio", { name: /^Red wool/ }).check();
  await add.click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();
  await page.goto("/shop/walnut-scoop");
  await hydrated(page);
  await add.click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();

  await page.goto("/cart");
  await hydrated(page);
  const lines = page.getByRole("main").getByRole("listitem").filter({ hasText: "Walnut coffee scoop" });
  await expect(lines).toHaveCount(2);
  await expect(lines.first()).toContainText("Initials to burn into the handle: ÅDA (+€5.00)");
  await expect(lines.first()).toContainText("Gift ribbon: Red wool (+€2.00)");
  await expect(lines.first()).toContainText("€35.00");
  await expect(lines.last()).toContainText("€28.00");
  await expectAccessible(page);
  await lines.last().getByRole("button", { name: "Remove Walnut coffee scoop" }).click();
  await expect(lines).toHaveCount(1);

  await placeOrder(page, "Bank transfer");
  await expect(page.getByText("Initials to burn into the handle: ÅDA (+€5.00)").first()).toBeVisible();
  await expectAccessible(page);
});

test("what has to be answered is asked for again, with everything kept @phone", async ({ page, trouble }) => {
  // Where scripts run the server says so to them first, and the plain form is sent.
  trouble.expect(/422/);
  await page.goto("/shop/small-sun-brooch");
  await hydrated(page);
  await page.getByLabel("Quantity").fill("2");
  await page.getByRole("button", { name: "Add to cart", exact: true }).click();
  const summary = page.getByRole("alert").filter({ hasText: "One thing needs another look" });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("link", { name: "Choose one for “Fastening”." })).toBeVisible();
  await expect(page.getByLabel("Quantity")).toHaveValue("2");
  await expectAccessible(page);
  await hydrated(page);
  await page.getByRole("radio", { name: /^Magnet, for fine knits/ }).check();
  await page.getByRole("button", { name: "Add to cart", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();
  await page.goto("/cart");
  await expect(page.getByRole("main").getByText("Fastening: Magnet, for fine knits (+€3.00)")).toBeVisible();
  await expect(page.getByRole("main").getByText("€84.00").first()).toBeVisible();
});

test("staff decide what a piece asks @phone", async ({ page }) => {
  test.slow();
  await signInFirstTime(page, newOwner());
  await goTo(page, "Products");
  await page.getByRole("link", { name: "New product" }).click();
  await page.getByLabel("Title").fill(`Paddle ${randomUUID().slice(0, 8)}`);
  await page.getByRole("button", { name: "Make a draft" }).click();
  const asked = page.getByRole("region", { name: "What is asked of the buyer" });
  await asked.getByText("Ask for something").click();
  await asked.getByLabel("How it is answered").selectOption("A text of their own");
  await asked.getByLabel("What is asked").fill("Name on the blade");
  await asked.getByLabel("Most characters of a text").fill("none");
  await asked.getByRole("button", { name: "Save what is asked" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(asked.getByLabel("What is asked")).toHaveValue("Name on the blade");
  await expectAccessible(page);
  await asked.getByLabel("Most characters of a text").fill("12");
  await asked.getByLabel("On top, in EUR").fill("7.50");
  await asked.getByRole("button", { name: "Save what is asked" }).click();
  await expect(page.getByRole("status").filter({ hasText: "What is asked is saved." })).toBeVisible();
  await expect(asked.getByText("+7.50 EUR")).toBeVisible();

  await asked.getByText("Ask for something").click();
  await asked.getByLabel("What is asked").last().fill("Wood");
  await asked.getByRole("button", { name: "Save what is asked" }).last().click();
  await expect(asked.getByText("It is not asked yet: add what can be chosen.")).toBeVisible();
  await asked.getByLabel("What can be chosen").fill("Ash");
  await asked.getByRole("button", { name: "Save the choice" }).click();
  await expect(page.getByRole("status").filter({ hasText: "The choice is saved." })).toBeVisible();
  await expectAccessible(page);
  await asked.getByRole("button", { name: "Up: Wood" }).click();
  await expect(asked.getByRole("button", { name: "Down: Wood" })).toBeVisible();
  await asked.getByRole("button", { name: "Remove: Wood" }).click();
  await expect(asked.getByText("Ash")).toHaveCount(0);
});
