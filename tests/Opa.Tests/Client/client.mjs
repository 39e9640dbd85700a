// Asks the server at the given address through the published client and prints what it answers, one JSON object.
import { OPAClient } from "@open-policy-agent/opa";

const opa = new OPAClient(process.argv[2]);
const answers = {
  allowed: await opa.evaluate("authz/allow", { subject: "alice" }),
  denied: await opa.evaluate("authz/allow", { subject: "bob" }),
  withoutInput: await opa.evaluate("authz/allow"),
  response: await opa.evaluate("authz/response", { subject: "alice", roles: ["a", "b"] }),
  transformed: await opa.evaluate("authz/response", { subject: "alice", roles: [] }, { fromResult: (result) => result.allowed }),
  batch: await opa.evaluateBatch("authz/allow", { alice: { subject: "alice" }, bob: { subject: "bob" } }, { fallback: true }),
  default: await opa.evaluateDefault({ subject: "alice" }),
};
try {
  await opa.evaluate("authz/broken", { subject: "alice" });
} catch (error) {
  answers.error = error.name ?? String(error);
}

console.log(JSON.stringify(answers));
