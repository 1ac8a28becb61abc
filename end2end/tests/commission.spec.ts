// Custom orders as their customers walk through them, from a request to a parcel, and the ways that end earlier.

import type { Browser, Locator, Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible";
import { agree, payPart } from "./support/quotes";
import { expectMarked, mark, openMail, payButton, scripts, someone } from "./support/buying";
import { expect, test } from "./support/fixtures";
import { png } from "./support/pictures";
import { Studio } from "./support/studio";

const MOSS = png(240, [70, 96, 60]);
const CLAY = png(240, [150, 80, 50]);

const file = (name: string, buffer: Buffer, mimeType = "image/png") => ({ name, mimeType, buffer });

/** Types a wish into the form that is open. */
async function fillWish(page: Page, email: string): Promise<void> {
  await page.getByLabel("Your idea").fill("A collar of moss green beads\nfor a wedding in May");
  await page.getByLabel("Colours and materials").fill("Moss & silver, no gold");
  await page.getByLabel("Size").fill("40 cm");
  await page.getByLabel("Where it goes").selectOption("Germany");
  await page.getByLabel("Your name").fill("Imke Probst");
  await page.getByLabel("E-mail").fill(email);
}

/** A wish that was sent: its page is open. */
async function wish(page: Page, email = someone()): Promise<string> {
  await page.goto("/custom");
  await fillWish(page, email);
  await page.getByRole("button", { name: "Send the request" }).click();
  await expect(sentence(page)).toContainText("turn");
  return number(page);
}

function sentence(page: Page): Locator {
  return page.getByRole("heading", { level: 1 });
}

/** Everything that is wrong with the form that came back. */
function summary(page: Page): Locator {
  return page.getByRole("alert").filter({ hasText: "another look" });
}

async function number(page: Page): Promise<string> {
  return (await page.getByRole("main").innerText()).match(/CUS-\d+/)![0];
}

/** What the studio did is there: by itself where scripts run, else when the page is loaded again. */
async function newsSay(page: Page, words: RegExp): Promise<void> {
  if (!scripts()) await page.reload();
  await expect(sentence(page)).toHaveText(words);
}

async function acceptQuote(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Accept the quote" }).click();
  await agree(page);
}

async function withStudio(browser: Browser, story: (studio: Studio) => Promise<void>): Promise<void> {
  const studio = await Studio.open(browser);
  try {
    await story(studio);
  } finally {
    await studio.close();
  }
}

test("a wish with pictures becomes a piece on its way @phone", async ({ page, browser }) => {
  test.slow();
  test.setTimeout(240_000);
  const email = someone();
  await page.goto("/shop");
  await page.getByRole("main").getByRole("link", { name: "Have it made for you" }).click();
  await expect(sentence(page)).toHaveText("Have it made for you");
  await expectAccessible(page);

  // A file that is no picture costs neither the text nor the pictures.
  await fillWish(page, email);
  await page.getByLabel("Pictures").setInputFiles([
    file("moss.png", MOSS), file("notes.txt", Buffer.from("not a picture"), "text/plain"), file("clay.png", CLAY),
  ]);
  const send = page.getByRole("button", { name: "Send the request" });
  const picked = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: /^Remove/ }) });
  if (scripts()) {
    await expect(page.getByText("This is not a picture that can be shown.")).toBeVisible();
    await expect(page.getByRole("progressbar")).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Remove notes.txt" }).click();
  } else {
    await send.click();
    await expect(summary(page)).toBeFocused();
    await expect(summary(page)).toContainText("notes.txt");
    await expectAccessible(page);
  }
  await expect(picked).toHaveCount(2);
  await expect(page.getByLabel("Your idea")).toHaveValue("A collar of moss green beads\nfor a wedding in May");
  await expect(page.getByLabel("Colours and materials")).toHaveValue("Moss & silver, no gold");
  await page.getByLabel("E-mail").fill("nonsense");
  await send.click();
  await expect(summary(page)).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(picked).toHaveCount(2);
  await page.getByLabel("E-mail").fill(email);
  await send.click();

  await expect(sentence(page)).toContainText("we read your request and answer by");
  const pictures = page.getByRole("list", { name: "Your pictures" }).getByRole("img", { name: /.+/ });
  await expect(pictures).toHaveCount(2);
  await expect(pictures.first()).toHaveJSProperty("complete", true);
  await expectAccessible(page);
  const thread = page.url();
  const of = await number(page);

  await withStudio(browser, async (studio) => {
    await studio.says(of, "What a lovely idea. Is it for a narrow neck?");
    if (!scripts()) await page.reload();
    await expect(page.getByText("Is it for a narrow neck?")).toBeVisible();
    await page.getByLabel("Your message").fill("Yes, quite narrow.");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await expect(page.getByText("Your message is on its way.")).toBeVisible();
    await expect(page.getByText("Yes, quite narrow.")).toBeVisible();

    await studio.quotes(of, { price: "€1,111.11" });
    await newsSay(page, /^It is your turn: accept the quote of €1,118\.01/);
    await expectAccessible(page);
    await page.getByText("Ask for changes", { exact: true }).click();
    await mark(page);
    await page.getByRole("button", { name: "Ask for these changes" }).click();
    await expect(summary(page)).toBeFocused();
    await expect(page.getByLabel("What should be different?")).toHaveAttribute("aria-invalid", "true");
    await expectMarked(page);
    await expectAccessible(page);
    await page.getByLabel("What should be different?").fill("Could it be a little smaller?");
    await page.getByRole("button", { name: "Ask for these changes" }).click();
    await expect(sentence(page)).toContainText("we change the quote and send it again");

    await studio.quotes(of, { price: "900", leadDays: "14" });
    await newsSay(page, /^It is your turn: accept the quote of €906\.90/);
    await expect(page.getByText("What changed since version 1")).toBeVisible();
    await expect(page.getByText("The total is €906.90, before it was €1,118.01.")).toBeVisible();
    await expectAccessible(page);

    // Accepting needs an address and a yes, and keeps what was typed.
    await page.getByLabel("Street and house number").fill("4 Kiln Lane");
    await mark(page);
    await page.getByRole("button", { name: /^Accept, and pay/ }).click();
    await expect(summary(page)).toBeFocused();
    await expect(page.getByLabel("Town or city")).toHaveAttribute("aria-invalid", "true");
    await expectMarked(page);
    await expect(page.getByLabel("Street and house number")).toHaveValue("4 Kiln Lane");
    await expectAccessible(page);
    await acceptQuote(page);
    await expect(sentence(page)).toHaveText("Pay €272.07");
    await expectAccessible(page);
    const deposit = page.url();
    await payPart(page);
    await newsSay(page, /it is in our queue, and we mean to have it ready by/);
    await expect(page.getByRole("listitem").filter({ hasText: "On the bench – done" })).toHaveAttribute("aria-current", "step");
    await page.goto(deposit);
    await expect(sentence(page)).toHaveText("This is paid already");
    await expectAccessible(page);
    await page.getByRole("link", { name: "To the conversation" }).click();

    await studio.begins(of);
    await studio.shows(of, "The first rows.", CLAY);
    await newsSay(page, /look at the new pictures/);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Look at the pictures" }).click();
    await page.getByRole("button", { name: "Yes, I like it" }).click();
    await expect(page.getByText("You said yes to this.")).toBeVisible();

    await studio.finishes(of);
    await newsSay(page, /pay the balance of €634\.83/);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Pay the balance of €634.83" }).click();
    await payPart(page);
    await newsSay(page, /it is finished and paid/);
    await studio.ships(of);
    await newsSay(page, /It is on its way to you with Parcel Post/);
    await expect(page.getByRole("region", { name: "The parcel" })).toContainText("PP 0815 DE");
    await expectAccessible(page);
  });
  await openMail(page, email, /way/);
  await expect(page.locator("pre")).toContainText(thread);
});

test("a quote is declined, and the thread is over", async ({ page, browser }) => {
  test.slow();
  const of = await wish(page);
  await withStudio(browser, (studio) => studio.quotes(of, { price: "80" }));
  await newsSay(page, /accept the quote of €86\.90/);
  await page.getByText("Decline", { exact: true }).click();
  await page.getByLabel("Would you tell us why?").first().fill("We found one at the market.");
  await page.getByRole("button", { name: "Decline the quote" }).click();
  await expect(sentence(page)).toContainText("You declined the quote.");
  await expect(page.getByLabel("Your message")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Ask for something else" })).toBeVisible();
  await expectAccessible(page);
});

test("withdrawing shows what goes back before it is confirmed", async ({ page, browser }) => {
  test.slow();
  test.setTimeout(120_000);
  const of = await wish(page);
  await withStudio(browser, async (studio) => {
    await studio.quotes(of, { price: "100" });
    await newsSay(page, /accept the quote of €106\.90/);
    await acceptQuote(page);
    await payPart(page);
    await newsSay(page, /it is in our queue/);
    await studio.begins(of);
    await newsSay(page, /we are making it/);
  });
  await page.getByText("Withdraw", { exact: true }).click();
  await expect(page.getByText("€16.04 goes back the way it came and €16.03 is kept for the work so far.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Yes, withdraw it" }).click();
  await expect(sentence(page)).toContainText("You withdrew this. €16.04 goes back.");
  await expectAccessible(page);
});

test("a newer quote closes the payment of the one before", async ({ page, browser, trouble }) => {
  test.slow();
  trouble.expect(/410/);
  const of = await wish(page);
  await withStudio(browser, async (studio) => {
    await studio.quotes(of, { price: "100" });
    await newsSay(page, /accept the quote of €106\.90/);
    const thread = page.url();
    await acceptQuote(page);
    const pay = page.url();
    await studio.quotes(of, { price: "95" });
    await page.goto(pay);
    await expect(sentence(page)).toHaveText("A newer quote took its place");
    await expectAccessible(page);
    await page.goto(thread);
    await expect(sentence(page)).toHaveText(/accept the quote of €101\.90/);
  });
});

test("the link is sent again, whoever asks", async ({ page }) => {
  const email = someone();
  await wish(page, email);
  const thread = page.url();
  await page.goto("/custom");
  await page.getByRole("link", { name: "Have your link sent again" }).click();
  await expectAccessible(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send me the link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "on the way" })).toBeVisible();
  await openMail(page, email, /link/i);
  await expect(page.locator("pre")).toContainText(thread);
});

test("a letter that is being written stays while news come in @script", async ({ page, browser }) => {
  test.slow();
  const of = await wish(page);
  await page.getByLabel("Your message").fill("I have one more question");
  await page.getByLabel("Pictures").setInputFiles([file("moss.png", MOSS)]);
  await withStudio(browser, async (studio) => {
    await studio.quotes(of, { price: "100" });
    await newsSay(page, /accept the quote of €106\.90/);
    await expect(page.getByLabel("Your message")).toHaveValue("I have one more question");
    await expect(page.getByRole("button", { name: "Remove moss.png" })).toBeVisible();
    // Where somebody is writing just then, the news wait to be asked for.
    await page.getByLabel("Town or city").fill("Berlin");
    await studio.says(of, "By the way, the beads have arrived.");
    await page.getByRole("button", { name: "Show it" }).click();
    await expect(page.getByText("the beads have arrived")).toBeVisible();
    await expect(page.getByLabel("Town or city")).toHaveValue("Berlin");
  });
});
