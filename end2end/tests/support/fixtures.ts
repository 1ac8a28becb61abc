// What every journey imports instead of `@playwright/test`: a browser that is watched. A test fails
// on a console error, an uncaught exception, a policy violation, an answer of 500 or more, or a
// resource that could not be loaded, unless it said beforehand that it expects that trouble.

import { createHash } from "node:crypto";
import { test as base, expect, type BrowserContext } from "@playwright/test";
import { address } from "./shop";

/** What forms are sent to that come back in place. */
const IN_PLACE = /\/_fn\/(checkout\/place|payments\/choose|commissions\/(accept|ask-for-changes))$/;

/** What went wrong in the browser behind a test's back. */
export class Trouble {
  readonly seen: string[] = [];
  private readonly expected: RegExp[] = [];
  private readonly refusals = new Set<string>();

  /** Trouble that matches is part of this test's story. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  /** Watches every page that `context` has or opens. */
  watch(context: BrowserContext): void {
    const scriptless = base.info().project.use.javaScriptEnabled === false;
    context.on("response", (response) => {
      const status = response.status();
      // A form that is refused answers 4xx, with the page again or in place: the browser logs that as an error.
      const sent = response.request().isNavigationRequest() || IN_PLACE.test(response.url());
      if (status >= 400 && status < 500 && sent) this.refusals.add(response.url());
      if (status >= 500) this.report(`${status} from ${response.url()}`);
    });
    context.on("requestfailed", (request) => {
      const reason = request.failure()?.errorText ?? "";
      // A browser whose scripts are switched off says that a policy kept them from being loaded.
      if (scriptless && reason === "csp" && request.resourceType() === "script") return;
      // Leaving a page aborts what it was still loading.
      if (!reason.includes("ERR_ABORTED")) this.report(`${request.url()} could not be loaded: ${reason}`);
    });
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      const url = message.location().url;
      if (message.text().startsWith("Failed to load resource") && this.refusals.has(url)) return;
      this.report(`console: ${message.text()} (${url})`);
    });
    context.on("weberror", (thrown) => {
      const error = thrown.error();
      // No script of ours begins a transition between pages: that one did not run is the browser's own business (the next
      // page is the provider's, the window was resized, the machine was too busy).
      if (/view ?transition|transition was|viewport size changed/i.test(error.message)) return;
      this.report(`uncaught: ${error.stack || error.message}`);
    });
  }

  private report(what: string): void {
    this.seen.push(what);
  }

  /** Everything that no `expect` covered. */
  unexpected(): string[] {
    return this.seen.filter((what) => !this.expected.some((pattern) => pattern.test(what)));
  }
}

export const test = base.extend<{ trouble: Trouble }>({
  baseURL: async ({}, use) => {
    await use(address());
  },
  // Everybody comes from an address of their own: what is limited by address is not used up by other tests.
  extraHTTPHeaders: async ({}, use, test) => {
    const hash = createHash("sha256").update(`${test.testId} ${test.project.name} ${test.retry}`).digest();
    await use({ "x-forwarded-for": `10.${hash[0]}.${hash[1]}.${hash[2]}` });
  },
  trouble: [
    async ({ context }, use) => {
      const trouble = new Trouble();
      trouble.watch(context);
      // Policy violations are console errors in Chromium; this names the directive as well.
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (violation) => {
          console.error(`policy violation: ${violation.violatedDirective} ${violation.blockedURI}`);
        });
      });
      await use(trouble);
      expect(trouble.unexpected(), "the browser met no trouble").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
