// The SDK over gRPC; the app itself listens for HTTP: node grpc.mjs <app port> <sidecar port> <app id> <gRPC port> <redis port>
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import net from "node:net";
import dapr from "@dapr/dapr";
import { Counter, received, startApp, topic } from "./app.mjs";
import { check, report, until } from "./checks.mjs";

const { ActorId, ActorProxyBuilder, CommunicationProtocolEnum, DaprClient, HttpMethod, StateConcurrencyEnum, StateConsistencyEnum } = dapr;
const [appPort, httpPort, appId, daprPort, redisPort] = process.argv.slice(2);
await startApp(appPort, httpPort);
const client = new DaprClient({ daprHost: "127.0.0.1", daprPort, communicationProtocol: CommunicationProtocolEnum.GRPC, maxBodySizeMb: 8 });
const store = "statestore";
// What the SDK's own actors talk to their sidecar with when it is told to use gRPC.
const ActorClient = createRequire(import.meta.url)("@dapr/dapr/actors/client/ActorClient/ActorClient").default;
const actors = new ActorClient("127.0.0.1", daprPort, CommunicationProtocolEnum.GRPC, client.options).actor;

const redis = (...words) => new Promise((resolve, reject) => {
  const socket = net.connect(Number(redisPort), "127.0.0.1", () => socket.write(words.join(" ") + "\r\n"));
  socket.on("error", reject).once("data", (data) => socket.end() && resolve(String(data)));
});

// The gRPC status of a call that must fail.
async function code(promise) {
  try {
    await promise;
  } catch (error) {
    return (error.error ?? error).code;
  }
  throw new Error("the call succeeded");
}

await check("state: what is saved can be read", async () => {
  await client.state.save(store, [{ key: "a", value: { n: 1 } }, { key: "b", value: "no json at all" }]);
  assert.deepEqual(await client.state.get(store, "a"), { n: 1 });
  assert.equal(await client.state.get(store, "b"), "no json at all");
  assert.equal(await client.state.get(store, "absent"), "");
});

await check("state: HTTP reads what gRPC wrote and the other way round", async () => {
  const http = new DaprClient({ daprHost: "127.0.0.1", daprPort: httpPort, communicationProtocol: CommunicationProtocolEnum.HTTP });
  assert.deepEqual(await http.state.get(store, "a"), { n: 1 });
  await http.state.save(store, [{ key: "h", value: { from: "http" } }]);
  assert.deepEqual(await client.state.get(store, "h"), { from: "http" });
});

await check("state: many keys at once", async () => {
  const found = await client.state.getBulk(store, ["a", "absent"]);
  assert.deepEqual(found.find((item) => item.key === "a").data, { n: 1 });
  assert.equal(found.find((item) => item.key === "absent").data, "");
});

await check("state: a wrong etag is ABORTED, the right one deletes", async () => {
  assert.equal(await code(client.state.delete(store, "a", { etag: "00000000-0000-0000-0000-000000000000" })), 10);
  const [{ etag }] = await client.state.getBulk(store, ["a"]);
  await client.state.save(store, [{ key: "a", value: { n: 2 }, etag }]);
  assert.equal(await code(client.state.save(store, [{ key: "a", value: { n: 3 }, etag }])), 10);
  const [current] = await client.state.getBulk(store, ["a"]);
  await client.state.delete(store, "a", { etag: current.etag });
  assert.equal(await client.state.get(store, "a"), "");
});

await check("state: an etag of the wrong form is INVALID_ARGUMENT", async () => {
  await client.state.save("cache", [{ key: "a", value: "1" }]);
  assert.equal(await code(client.state.save("cache", [{ key: "a", value: "2", etag: "no number" }])), 3);
});

await check("state: options are understood", async () => {
  const options = { concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE, consistency: StateConsistencyEnum.CONSISTENCY_STRONG };
  await client.state.save(store, [{ key: "once", value: "1", options }]);
  assert.equal(await code(client.state.save(store, [{ key: "once", value: "2", options }])), 13);
});

await check("state: a time to live ends", async () => {
  await client.state.save(store, [{ key: "short", value: "1", metadata: { ttlInSeconds: "1" } }]);
  await until(async () => (await client.state.get(store, "short")) === "", "the key expires");
});

await check("state: a transaction does all of it or nothing", async () => {
  await client.state.transaction(store, [
    { operation: "upsert", request: { key: "t1", value: "one" } },
    { operation: "delete", request: { key: "b" } },
  ]);
  assert.equal(await client.state.get(store, "t1"), "one");
  assert.equal(await client.state.get(store, "b"), "");
  const etag = "00000000-0000-0000-0000-000000000000";
  assert.equal(await code(client.state.transaction(store, [
    { operation: "upsert", request: { key: "t2", value: "two" } },
    { operation: "upsert", request: { key: "t1", value: "three", etag } },
  ])), 13);
  assert.equal(await client.state.get(store, "t2"), "");
  assert.equal(await code(client.state.transaction(store, [{ operation: "replace", request: { key: "t1", value: "x" } }])), 12);
});

await check("state: unknown store, illegal and empty key are INVALID_ARGUMENT", async () => {
  assert.equal(await code(client.state.get("nowhere", "a")), 3);
  assert.equal(await code(client.state.get(store, "a||b")), 3);
  assert.equal(await code(client.state.save(store, [{ key: "", value: "1" }])), 3);
});

await check("state: a value of two million bytes", async () => {
  const value = "x".repeat(2_000_000);
  await client.state.save(store, [{ key: "large", value }]);
  assert.equal((await client.state.get(store, "large")).length, value.length);
});

await check("state: a request over four million bytes is RESOURCE_EXHAUSTED", async () => {
  assert.equal(await code(client.state.save(store, [{ key: "large", value: "x".repeat(5_000_000) }])), 8);
  assert.equal(await client.state.get(store, "absent"), "");
});

await check("publish: objects and text arrive", async () => {
  await client.pubsub.publish("pubsub", topic("orders"), { id: 1 });
  await client.pubsub.publish("pubsub", topic("orders"), "plain text");
  await until(() => received.orders.length === 2, "two orders");
  assert.ok(received.orders.some((data) => data.id === 1));
  assert.ok(received.orders.includes("plain text"));
});

await check("publish: the type of the event chooses the route", async () => {
  await client.pubsub.publish("pubsub", topic("routed"), { n: 1 }, { metadata: { "cloudevent.type": "order.placed" } });
  await client.pubsub.publish("pubsub", topic("routed"), { n: 2 }, { metadata: { "cloudevent.type": "order.other" } });
  await until(() => received.routed.placed?.length && received.routed.other?.length, "one event on each route");
  assert.deepEqual(received.routed, { placed: [{ n: 1 }], other: [{ n: 2 }] });
});

await check("publish: a raw payload arrives as it was", async () => {
  await client.pubsub.publish("pubsub", topic("raw"), { raw: 1 }, { metadata: { rawPayload: "true" } });
  await until(() => received.raw.length, "the raw message");
  assert.deepEqual(received.raw, [{ raw: 1 }]);
});

await check("publish: many at once", async () => {
  const messages = Array.from({ length: 20 }, (_, n) => ({ n }));
  assert.deepEqual((await client.pubsub.publishBulk("pubsub", topic("bulk"), messages)).failedMessages, []);
  await until(() => received.bulk.length === 20, "twenty messages");
});

await check("publish: an unknown broker is INVALID_ARGUMENT", async () => {
  assert.equal(await code(client.pubsub.publish("nowhere", "orders", { id: 1 })), 3);
  assert.equal((await client.pubsub.publishBulk("nowhere", "orders", [{ n: 1 }])).failedMessages.length, 1);
});

await check("invoke: every verb reaches the app", async () => {
  assert.deepEqual(await client.invoker.invoke(appId, "echo", HttpMethod.GET), { method: "get", body: "{}", header: null });
  for (const method of [HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]) {
    assert.deepEqual(await client.invoker.invoke(appId, "echo", method, { n: 1 }), { method, body: `{"n":1}`, header: null });
  }
});

await check("invoke: an unknown method is NOT_FOUND, an unknown app INTERNAL", async () => {
  assert.equal(await code(client.invoker.invoke(appId, "absent", HttpMethod.GET)), 5);
  assert.equal(await code(client.invoker.invoke("nobody", "echo", HttpMethod.GET)), 13);
});

await check("bindings: output", async () => {
  const answer = await client.binding.send("http-out", "post", { n: 1 }, { path: "/echo" });
  assert.deepEqual(JSON.parse(Buffer.from(answer.data).toString()), { method: "post", body: `{"n":1}`, header: null });
  assert.equal(answer.metadata.statusCode, "200");
  assert.equal(await code(client.binding.send("nowhere", "create", {})), 13);
});

await check("secrets: one and all", async () => {
  assert.deepEqual(await client.secret.get("secrets", "first"), { first: "one" });
  assert.deepEqual(await client.secret.getBulk("secrets"), { first: { first: "one" }, second: { second: "two" } });
  assert.equal(await code(client.secret.get("secrets", "absent")), 13);
  assert.equal(await code(client.secret.get("nowhere", "first")), 3);
});

await check("configuration: read", async () => {
  const { items } = await client.configuration.get("configuration", ["colour", "size", "absent"]);
  assert.equal(items.colour.value, "green");
  assert.equal(items.colour.version, "1");
  assert.equal(items.size.value, "7");
  assert.equal(items.absent, undefined);
  assert.equal(await code(client.configuration.get("nowhere", ["colour"])), 3);
});

await check("configuration: changes stream until the subscription is stopped", async () => {
  const seen = [];
  const stream = await client.configuration.subscribeWithKeys("configuration", ["mood"], async ({ items }) => void seen.push(items.mood?.value));
  // The stream begins when the SDK has its first message, which it keeps to itself.
  await until(async () => {
    await redis("SET", "mood", `good||${seen.length}`);
    return seen.length > 0;
  }, "the first change");
  assert.equal(seen[0], "good");
  await stream.stop();
  const count = seen.length;
  await redis("SET", "mood", "bad");
  await new Promise((resume) => setTimeout(resume, 300));
  assert.equal(seen.length, count);
});

await check("lock: one owner at a time", async () => {
  assert.deepEqual(await client.lock.lock("lock", "thing", "me", 30), { success: true });
  assert.deepEqual(await client.lock.lock("lock", "thing", "you", 30), { success: false });
  assert.equal((await client.lock.unlock("lock", "thing", "you")).status, 2);
  assert.equal((await client.lock.unlock("lock", "thing", "me")).status, 0);
  assert.equal((await client.lock.unlock("lock", "thing", "me")).status, 1);
  assert.equal(await code(client.lock.lock("lock", "thing", "me", 0)), 3);
});

await check("metadata: read and set", async () => {
  assert.equal(await client.metadata.set("colour", "green"), true);
  const page = await client.metadata.get();
  assert.equal(page.id, appId);
  assert.equal(page.extended.colour, "green");
  assert.ok(page.components.some((component) => component.name === store && component.capabilities.includes("ETAG")));
  assert.equal(await client.health.isHealthy(), true);
});

await check("actors: calls keep state", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("g1"));
  assert.equal(await counter.add(2), 2);
  assert.equal(await counter.add(3), 5);
});

await check("actors: a failing method is INTERNAL", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("failing"));
  assert.equal(await code(counter.fail()), 13);
});

await check("actors: a reminder fires", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("reminded"));
  await counter.remindMe("soon");
  await until(async () => (await counter.add(0)) === 7, "the reminder adds seven");
});

await check("actors: state of an active actor is written and read", async () => {
  const id = new ActorId("g2");
  await new ActorProxyBuilder(Counter, client).build(id).add(1);
  await actors.stateTransaction("Counter", id, [
    { operation: "upsert", request: { key: "k", value: 5 } },
    { operation: "upsert", request: { key: "old", value: 6 } },
  ]);
  await actors.stateTransaction("Counter", id, [{ operation: "delete", request: { key: "old" } }]);
  assert.equal(await actors.stateGet("Counter", id, "k"), 5);
  assert.equal(await actors.stateGet("Counter", id, "old"), "");
  assert.equal(await code(actors.stateTransaction("Counter", new ActorId("asleep"), [{ operation: "upsert", request: { key: "k", value: 5 } }])), 13);
});

await check("actors: timers and reminders carry bytes as base64", async () => {
  const id = new ActorId("g3");
  await new ActorProxyBuilder(Counter, client).build(id).add(1);
  const second = dapr.Temporal.Duration.from({ seconds: 1 });
  await actors.registerActorTimer("Counter", id, "t", { callback: "onTimer", dueTime: second, data: "for the timer" });
  await actors.registerActorReminder("Counter", id, "r", { dueTime: second, data: "for the reminder" });
  const texts = (data) => data.map((value) => Buffer.from(String(value), "base64").toString());
  await until(() => texts(received.timers).includes("for the timer") && texts(received.reminders).includes("for the reminder"), "both fire with their data");
  const hour = dapr.Temporal.Duration.from({ hours: 1 });
  await actors.registerActorTimer("Counter", id, "gone", { callback: "onTimer", dueTime: hour, period: hour });
  await actors.unregisterActorTimer("Counter", id, "gone");
  await actors.registerActorReminder("Counter", id, "gone", { dueTime: hour, period: hour });
  await actors.unregisterActorReminder("Counter", id, "gone");
});

await check("ours: what the sidecar does not offer is UNIMPLEMENTED", async () => {
  assert.equal(await code(client.crypto.encrypt(Buffer.from("x"), { componentName: "vault", keyName: "k", keyWrapAlgorithm: "RSA" })), 12);
});

report();
