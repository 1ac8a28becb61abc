// axe on the page as it stands, in both themes where scripts run, against WCAG 2.2 A and AA.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Fails with a readable list when axe finds a violation. */
export async function expectAccessible(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled === false) {
    // The colours of both themes are the same ones as with scripts: one theme is enough here.
    await withScriptableCopy(page, (copy) => inspect(copy, ["light"]));
  } else {
    await inspect(page);
    await page.emulateMedia({ colorScheme: null });
  }
}

async function inspect(
  page: Page,
  themes: readonly ("light" | "dark")[] = ["light", "dark"],
  frame?: string,
): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme });
    // Colours that are still fading from one theme to the other would be measured half way.
    await page.evaluate(async () => {
      // The new colours are only known, and their fading only begun, once the page has been drawn again.
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      document.getAnimations().forEach((animation) => animation.finish());
    });
    const axe = new AxeBuilder({ page }).withTags(STANDARD);
    const { passes, violations } = await (frame ? axe.include({ fromFrames: [frame, "html"] }) : axe).analyze();
    if (frame) expect(passes.flatMap((pass) => pass.nodes).length, `axe looked into ${frame}`).toBeGreaterThan(5);
    const found = violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.html}\n    ${node.failureSummary?.replaceAll("\n", "\n    ")}`),
    );
    expect(found, `no accessibility violation at ${page.url()} (${colorScheme})`).toEqual([]);
  }
}

/** The same for the document in the frame that is called `title` alone, and proof that axe has looked into it. */
export async function expectFrameAccessible(page: Page, title: string): Promise<void> {
  await inspect(page, ["light", "dark"], `iframe[title="${title}"]`);
  await page.emulateMedia({ colorScheme: null });
}

/**
 * axe is a script itself, so a page without JavaScript is inspected as a copy in a window that has
 * it: the same document at the same address, its own scripts taken out and its <noscript> shown.
 */
async function withScriptableCopy(page: Page, look: (copy: Page) => Promise<void>): Promise<void> {
  const body = (await page.content())
    .replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/gi, "")
    .replaceAll(/<(\/?)noscript\b/gi, "<$1div");
  const browser = page.context().browser();
  if (!browser) throw new Error("the page has lost its browser");
  const context = await browser.newContext({ viewport: page.viewportSize(), javaScriptEnabled: true, reducedMotion: "reduce" });
  try {
    const copy = await context.newPage();
    await copy.route(page.url(), (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body }));
    await copy.goto(page.url());
    await look(copy);
  } finally {
    await context.close();
  }
}
