// Looking around: from the front page to a piece and on, with the dead ends on the way.

import { expectAccessible } from "./support/accessible";
import { expect, test } from "./support/fixtures";

test("from the front page over a filtered list to a piece and its neighbours @phone", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "See what is for sale" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Everything" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Linocut prints" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Linocut prints" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Swell" })).toBeVisible();

  await page.getByText("Filter", { exact: true }).click();
  await page.getByRole("checkbox", { name: "Only what is there" }).check();
  // Scripts send the form at once; elsewhere its button does.
  if (!page.url().includes("in_stock")) {
    const show = page.getByRole("button", { name: "Show", exact: true });
    if (test.info().project.use.javaScriptEnabled === false) await show.click();
  }
  await expect(page).toHaveURL(/in_stock=1/);
  await expect(page.getByRole("link", { name: "Swell" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Wren", exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: "Wren", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Wren" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Add to cart", exact: true })).toBeVisible();
  await expectAccessible(page);

  const related = page.getByRole("region", { name: "From the same bench" }).getByRole("heading", { level: 3 }).first();
  const name = await related.innerText();
  await related.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("a search with a slip of the finger still finds the piece", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("searchbox", { name: "Search the shop" }).fill("celadn bowl");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("link", { name: "Celadon bowl", exact: true })).toBeVisible();
  await expectAccessible(page);
});

test("a search that finds nothing leads on", async ({ page }) => {
  await page.goto("/shop?q=zzyzzxqq");
  await expect(page.getByRole("main")).toContainText("Nothing");
  await expect(page.getByRole("main").getByRole("link", { name: "See everything" })).toBeVisible();
  await expectAccessible(page);
});

test("a category with nothing on its shelf says so", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Categories" }).getByRole("link", { name: "Basketry" }).click();
  await expect(page.getByText("Nothing is here yet; it is still on the bench.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "See everything" })).toBeVisible();
  await expectAccessible(page);
});

test("a sold piece can be looked at and not bought", async ({ page }) => {
  await page.goto("/shop/terrazzo-lighter-sleeve");
  await expect(page.getByText("This piece has found its owner.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add to cart", exact: true })).toBeHidden();
  await expectAccessible(page);

  await page.goto("/shop/swell");
  await expect(page.getByText("Sold out. It may be made again.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add to cart", exact: true })).toBeHidden();
});

test("drafts are nobody’s to see, and what is archived stays to be looked at", async ({ page }) => {
  expect((await page.goto("/shop/night-teapot"))?.status()).toBe(404);
  expect((await page.goto("/shop/strata-hanging"))?.status()).toBe(200);
  await expect(page.getByText("This piece is no longer for sale.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add to cart", exact: true })).toHaveCount(0);
});

test("an address that leads nowhere answers 404 and shows the way back", async ({ page }) => {
  for (const path of ["/nowhere", "/shop/nothing-of-the-kind", "/categories/none", "/o/none", "/pages/none"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "Nothing here" })).toBeVisible();
  }
  await expectAccessible(page);
  await page.getByRole("link", { name: "See everything" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Everything" })).toBeVisible();
});

test("the shop’s own pages are readable", async ({ page }) => {
  for (const path of ["/pages/about", "/pages/shipping-and-returns", "/pages/privacy", "/pages/contact", "/track", "/orders"]) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectAccessible(page);
  }
});

test.describe("for a visitor whom motion does not trouble", () => {
  test.use({ contextOptions: { reducedMotion: "no-preference" } });

  test("one page fades into the next @script", async ({ page }) => {
    await page.addInitScript(() => {
      window.addEventListener("pagereveal", (event) => {
        if (event.viewTransition) document.documentElement.dataset.faded = "in";
      });
    });
    await page.goto("/");
    await page.getByRole("link", { name: "See what is for sale" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Everything" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("data-faded", "in");
  });
});
