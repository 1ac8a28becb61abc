// What staff write beside products: a category, a page of text, the banner and the settings.

import { expectAccessible } from "./support/accessible";
import { scripts } from "./support/buying";
import { signIn } from "./support/admin";
import { expect, test } from "./support/fixtures";

test("an editor makes a category, moves it and deletes it again", async ({ page }) => {
  test.slow();
  const name = scripts() ? "Felt" : "Glass";
  await signIn(page, "editor");
  await page.goto("/admin/categories");
  await expectAccessible(page);
  await page.getByRole("link", { name: "New category" }).click();
  await page.getByLabel("Description").fill("Small things, slowly made.");
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expect(page.getByLabel("Description")).toHaveValue("Small things, slowly made.");
  await expectAccessible(page);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByText("The category is made.")).toBeVisible();

  await page.getByRole("button", { name: `Move up: ${name}` }).click();
  await expect(page.getByText("The categories have a new order.")).toBeVisible();
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByLabel("Name").fill(`${name} ware`);
  await page.getByLabel("Address").fill(`${name}-ware`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expectAccessible(page);
  await page.goto(`/categories/${name.toLowerCase()}`);
  await expect(page).toHaveURL(`/categories/${name.toLowerCase()}-ware`);
  await expect(page.getByRole("heading", { level: 1, name: `${name} ware` })).toBeVisible();

  await page.goto("/admin/categories");
  await page.getByRole("link", { name: `${name} ware`, exact: true }).click();
  await page.getByRole("button", { name: "Delete this category" }).click();
  await expect(page.getByText("The category is gone.")).toBeVisible();

  await page.getByRole("link", { name: "Beadwork", exact: true }).click();
  await expect(page.getByText("It can’t be deleted while 2 categories are in it.")).toBeVisible();
});

test("an artisan writes a page, shows it and takes it down again", async ({ page }) => {
  test.slow();
  const title = scripts() ? "Mending" : "Markets";
  await signIn(page, "artisan");
  await page.goto("/admin/pages");
  await expectAccessible(page);
  await page.getByRole("link", { name: "New page" }).click();
  await page.getByLabel("Title").fill(title);
  await page.getByRole("button", { name: "Begin it" }).click();
  await page.getByRole("button", { name: "Show it in the shop" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await page.getByLabel("Words").fill("## First\n\nBring it *clean*.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "First" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show it in the shop" }).click();
  await page.getByRole("link", { name: "Its page in the shop" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const footer = page.getByRole("navigation", { name: "About the shop" });
  await expect(footer.getByRole("link", { name: title })).toBeVisible();

  await page.goto(`/admin/pages/${title.toLowerCase()}`);
  await page.getByRole("button", { name: "Hide it" }).click();
  await page.getByRole("button", { name: "Delete it" }).click();
  await expect(page.getByText("The page is gone.")).toBeVisible();
});

test("the owner looks at the settings and finds the counter’s places on a phone @script @phone", async ({ page }) => {
  test.slow();
  await signIn(page, "owner");
  const narrow = (page.viewportSize()?.width ?? 1280) < 1024;
  const places = page.getByRole("navigation", { name: "Counter" });
  if (narrow) await places.getByText("Menu").click();
  await expectAccessible(page);
  await places.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Name of the shop").fill("");
  await page.getByRole("button", { name: "Save the settings" }).click();
  await expect(page.getByRole("alert")).toBeFocused();
  await expectAccessible(page);
});
