// Runs named checks one after another and prints what came of them as one line the test can find.
const results = {};

export async function check(name, action) {
  try {
    await action();
    results[name] = "";
  } catch (error) {
    results[name] = String(error?.stack ?? error);
  }
}

export async function until(condition, what) {
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resume) => setTimeout(resume, 25))) {
    const value = await condition();
    if (value) {
      return value;
    }
  }
  throw new Error(`did not happen in 20 s: ${what}`);
}

export function report() {
  // The SDK's own lines go to the same stream; this one is recognised by its mark.
  process.stdout.write(`\n@@results ${JSON.stringify(results)}\n`, () => process.exit(0));
}
