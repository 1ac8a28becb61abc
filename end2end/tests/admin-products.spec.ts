// Products in the admin: a piece from its title to the shop, and out of it again.

import { randomUUID } from "node:crypto";
import { expectAccessible } from "./support/accessible";
import { scripts } from "./support/buying";
import { goTo, newOwner, signInFirstTime } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("a piece gets its words, a price, stock and a picture, is sold, and is taken away again @phone", async ({ page }) => {
  test.slow();
  // A photograph, for want of a camera: the top of the shop.
  await page.goto("/");
  const photograph = await page.screenshot();
  await signInFirstTime(page, newOwner());
  const title = `Salt cellar ${randomUUID().slice(0, 8)}`;

  await goTo(page, "Products");
  await expectAccessible(page);
  await page.getByLabel("Title, kind or SKU").fill("Wren");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByRole("link", { name: "Wren" })).toBeVisible();
  await page.getByLabel("Title, kind or SKU").fill("zzyzzxqq");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await expect(page.getByText("No product is like that.", { exact: false })).toBeVisible();

  await page.getByRole("link", { name: "New product" }).click();
  await page.getByLabel(/^Kind/).fill("Salt cellar");
  await page.getByRole("button", { name: "Make a draft" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(page.getByLabel(/^Kind/)).toHaveValue("Salt cellar");
  await expectAccessible(page);
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Make a draft" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Made as a draft." })).toBeVisible();

  const variants = page.getByRole("region", { name: "Variants and stock" });
  await variants.getByLabel("Price in EUR").fill("many");
  await variants.getByRole("button", { name: "Save the variant" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(variants.getByLabel("Price in EUR")).toHaveValue("many");
  await expect(variants.getByLabel("Price in EUR")).toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
  await variants.getByLabel("Price in EUR").fill("28.50");
  await variants.getByRole("button", { name: "Save the variant" }).click();
  await expect(page.getByText("The variant is saved.")).toBeVisible();

  const book = async (what: string, units: string, why = "") => {
    if (!(await variants.getByLabel("Units").isVisible())) await variants.getByText(/^Book stock of/).click();
    await variants.getByLabel("What happened").selectOption(what);
    await variants.getByLabel("Units").fill(units);
    await variants.getByLabel("Why").fill(why);
    await variants.getByRole("button", { name: "Book it" }).click();
  };
  await book("Came in", "3");
  await expect(page.getByText("The stock is booked.")).toBeVisible();
  await book("Counted: found more, or fewer as −2", "-9", "Broken in the kiln");
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(variants.getByLabel("Units")).toHaveValue("-9");
  await book("Counted: found more, or fewer as −2", "-1", "Broken in the kiln");
  await expect(variants.getByText("2 on the shelf, 0 held, 0 sold")).toBeVisible();

  const picture = { name: "cellar.png", mimeType: "image/png", buffer: photograph };
  const pictures = page.getByRole("region", { name: "Pictures" });
  await pictures.getByLabel("Picture", { exact: true }).setInputFiles(picture);
  await pictures.getByLabel("Caption").fill("On the bench");
  await pictures.getByRole("button", { name: "Add the picture" }).click();
  await expect(page.getByRole("alert").first()).toBeFocused();
  await expect(page.getByLabel("Caption")).toHaveValue("On the bench");
  // It need not be chosen again.
  await expect(page.getByText("This picture has arrived.", { exact: false })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("What it shows").fill("A salt cellar on a bench");
  await page.getByRole("button", { name: "Add the picture" }).click();
  await expect(page.getByText("The picture is added.")).toBeVisible();
  await expect(pictures.getByRole("img", { name: "A salt cellar on a bench" })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Story").fill("Thrown on *Tuesday*. <script>alert(1)</script>");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  if (scripts()) {
    // Nothing typed is left behind without a question.
    await page.getByLabel(/^Kind/).click();
    await page.keyboard.type("Another");
    const asked = page.waitForEvent("dialog");
    const left = page.getByRole("main").getByRole("link", { name: "Products" }).click();
    await (await asked).dismiss();
    await left;
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  }
  await page.getByRole("button", { name: "Put it into the shop" }).click();
  await expect(page.getByText("It is in the shop now.")).toBeVisible();
  const address = page.url();

  await page.getByRole("link", { name: "Its page in the shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("main").getByText("€28.50").first()).toBeVisible();
  await expect(page.getByRole("img", { name: "A salt cellar on a bench" }).first()).toBeVisible();
  await expect(page.getByRole("main").locator("em", { hasText: "Tuesday" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await expect(page.getByRole("heading", { name: "Your cart" })).toBeVisible();

  await page.goto(address);
  await page.getByRole("button", { name: "No longer sold" }).click();
  await expect(page.getByText("Archived: its page stays", { exact: false })).toBeVisible();
  await page.goto("/cart");
  await expect(page.getByRole("main").getByText("no longer for sale", { exact: false }).first()).toBeVisible();
});
