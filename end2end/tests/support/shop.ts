// Starts the built shop for the journeys: a fresh database with the demo's goods in a temporary
// folder, on a free port of 127.0.0.1. What it started, it stops, by process id.
//
// ATELIER_E2E_URL set: that running shop is used and nothing is started.
// ATELIER_BIN, ATELIER_SITE: the binary and the site to use. ATELIER_E2E_KEEP=1 keeps the folder.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const project = resolve(__dirname, "../../..");

/** Runs `atelier` with `args` in the folder and with the settings of the shop under test. */
export function atelier(...args: string[]): string {
  const done = spawnSync(binary(), args, {
    cwd: home(),
    env: { ...process.env, ...JSON.parse(process.env.ATELIER_E2E_SETTINGS ?? "{}") },
    encoding: "utf8",
  });
  if (done.status !== 0) {
    throw new Error(`atelier ${args.join(" ")} ended with ${done.status}:\n${done.stdout}${done.stderr}`);
  }
  return done.stdout;
}

/** The folder of the shop under test: `data/mail` in it holds the mails. */
export function home(): string {
  const folder = process.env.ATELIER_E2E_HOME;
  if (!folder) throw new Error("The shop was not started by these tests, so its folder is not known.");
  return folder;
}

/** The address of the shop under test, without a slash at the end. */
export function address(): string {
  return process.env.ATELIER_E2E_URL ?? "";
}

function binary(): string {
  const target = process.env.CARGO_TARGET_DIR ?? join(project, "target");
  return process.env.ATELIER_BIN ?? join(resolve(project, target), "debug/atelier");
}

export default async function start(): Promise<(() => Promise<void>) | void> {
  if (process.env.ATELIER_E2E_URL) return;
  if (!existsSync(binary())) {
    throw new Error(`There is no ${binary()}: run \`cargo build\` first, or set ATELIER_BIN.`);
  }
  const site = process.env.ATELIER_SITE ?? join(project, "site");
  if (!existsSync(join(site, "pkg/hash.txt"))) {
    throw new Error(`There is no site in ${site}: run \`cargo xtask build\` first, or set ATELIER_SITE.`);
  }

  const folder = mkdtempSync(join(tmpdir(), "atelier-end2end-"));
  const port = await freePort();
  // By name: browsers offer no passkeys to an address of numbers.
  const url = `http://localhost:${port}`;
  const settings: Record<string, string> = {
    ATELIER_ADDR: `127.0.0.1:${port}`,
    ATELIER_PUBLIC_URL: url,
    ATELIER_ENV: "development",
    DATABASE_URL: `sqlite://${folder}/data/atelier.db`,
    MEDIA_URL: `file://${folder}/data/media`,
    // Journeys say themselves where they come from.
    TRUSTED_PROXIES: "127.0.0.1,::1",
    ATELIER_SITE: site,
  };
  // Workers are started after this and inherit it.
  process.env.ATELIER_E2E_HOME = folder;
  process.env.ATELIER_E2E_SETTINGS = JSON.stringify(settings);

  const began = Date.now();
  atelier("seed", "demo");
  console.log(`Seeded the demo shop (${seconds(began)}).`);

  const log = join(folder, "serve.log");
  const output = openSync(log, "a");
  const shop = spawn(binary(), ["serve"], {
    cwd: folder,
    env: { ...process.env, ...settings },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  try {
    await ready(url, shop);
  } catch (error) {
    await stop(shop);
    throw new Error(`${(error as Error).message}\n${readFileSync(log, "utf8").slice(-4000)}`);
  }
  console.log(`The shop is ready at ${url} (${seconds(began)}).`);
  process.env.ATELIER_E2E_URL = url;

  return async () => {
    await stop(shop);
    if (process.env.ATELIER_E2E_KEEP) console.log(`Kept ${folder}.`);
    else rmSync(folder, { recursive: true, force: true });
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const taken = probe.address();
      probe.close(() => (taken && typeof taken === "object" ? found(taken.port) : failed(new Error("no port"))));
    });
  });
}

async function ready(url: string, shop: ChildProcess): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (shop.exitCode !== null) throw new Error(`atelier serve ended with ${shop.exitCode} before it was ready.`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error("atelier serve was not ready within 60 seconds.");
}

async function stop(shop: ChildProcess): Promise<void> {
  if (shop.exitCode !== null || shop.signalCode !== null) return;
  const ended = new Promise((resolve) => shop.once("exit", resolve));
  shop.kill("SIGTERM");
  const force = setTimeout(() => shop.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
}
