// Takes the README's pictures from a running demo shop: `bin/screenshots` starts one and calls this with its address.

import { chromium } from "@playwright/test";
import { existsSync } from "node:fs";

const [base, folder] = process.argv.slice(2);
const executablePath = [process.env.ATELIER_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
  (path) => path && existsSync(path),
);
const args = ["--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"];
if (process.getuid?.() === 0) args.push("--no-sandbox");

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

const browser = await chromium.launch({ executablePath, args });

/** One visitor's pages, photographed in the order in which they are walked. */
async function visit(name, viewport, colorScheme, walk) {
  const context = await browser.newContext({ viewport, colorScheme, locale: "en-GB", reducedMotion: "reduce" });
  const page = await context.newPage();
  const take = async (what) => {
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `${folder}/${name}-${what}.jpg`, type: "jpeg", quality: 82 });
  };
  await walk(page, take);
  await context.close();
}

async function buy(page, take) {
  await page.goto(`${base}/`);
  await take("home");
  await page.goto(`${base}/shop`);
  await take("list");
  await page.goto(`${base}/shop/indigo-dip-mug`);
  await take("product");
  await page.getByRole("button", { name: "Add to cart", exact: true }).first().click();
  await page.waitForTimeout(800);
  await page.goto(`${base}/cart`);
  await take("cart");
  await page.goto(`${base}/checkout`);
  await take("checkout");
}

await visit("desktop", DESKTOP, "light", buy);
await visit("phone", PHONE, "dark", buy);
await browser.close();
