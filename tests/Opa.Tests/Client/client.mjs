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
answers.filters = await opa.getFilters("filters/include", { user: "alice" }, { target: "postgresql", tableMappings: { fruits: { $self: "fruit", price: "cost" } } });
answers.tree = await opa.getFilters("filters/include", { user: "alice" }, { target: "ucastALL" });
answers.prisma = (await opa.getFilters("filters/include", { user: "alice" }, "fruits")).query;
answers.multiple = await opa.getMultipleFilters("filters/include", { user: "alice" }, { targets: ["mysql", "sqlserver"] });
answers.none = await opa.getFilters("filters/none", { user: "alice" }, { target: "mysql", unknowns: ["input.fruits"] });
try {
  await opa.getFilters("filters/include", { user: "alice" }, { target: "ucastMinimal" });
} catch (error) {
  answers.refused = error.message ?? String(error);
}
try {
  await opa.evaluate("authz/broken", { subject: "alice" });
} catch (error) {
  answers.error = error.name ?? String(error);
}

console.log(JSON.stringify(answers));
