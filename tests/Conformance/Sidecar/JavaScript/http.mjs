// The SDK over HTTP: node http.mjs <app port> <sidecar port> <app id>
import assert from "node:assert/strict";
import dapr from "@dapr/dapr";
import { Counter, received, startApp, topic } from "./app.mjs";
import { check, report, until } from "./checks.mjs";

const { ActorId, ActorProxyBuilder, CommunicationProtocolEnum, DaprClient, HttpMethod, StateConcurrencyEnum, StateConsistencyEnum } = dapr;
const [appPort, daprPort, appId] = process.argv.slice(2);
await startApp(appPort, daprPort);
const client = new DaprClient({ daprHost: "127.0.0.1", daprPort, communicationProtocol: CommunicationProtocolEnum.HTTP });
const store = "statestore";

await check("state: what is saved can be read", async () => {
  const saved = await client.state.save(store, [{ key: "a", value: { n: 1 } }, { key: "b", value: "text" }, { key: "c", value: 3 }]);
  assert.deepEqual(saved, {});
  assert.deepEqual(await client.state.get(store, "a"), { n: 1 });
  assert.equal(await client.state.get(store, "b"), "text");
  assert.equal(await client.state.get(store, "absent"), "");
});

await check("state: options and metadata are understood", async () => {
  const options = { concurrency: StateConcurrencyEnum.CONCURRENCY_FIRST_WRITE, consistency: StateConsistencyEnum.CONSISTENCY_STRONG };
  assert.deepEqual(await client.state.save(store, [{ key: "once", value: 1, options }], { metadata: { ttlInSeconds: "100" } }), {});
  assert.ok((await client.state.save(store, [{ key: "once", value: 2, options }])).error);
  assert.equal(await client.state.get(store, "once", { consistency: StateConsistencyEnum.CONSISTENCY_STRONG }), 1);
});

await check("state: many keys at once", async () => {
  const found = await client.state.getBulk(store, ["a", "b", "absent"]);
  assert.equal(found.length, 3);
  const entry = found.find((item) => item.key === "a");
  assert.deepEqual(entry.data, { n: 1 });
  assert.ok(entry.etag);
  assert.deepEqual(found.find((item) => item.key === "absent"), { key: "absent" });
});

await check("state: an old etag does not delete, the current one does", async () => {
  const refused = await client.state.delete(store, "c", { etag: "00000000-0000-0000-0000-000000000000" });
  assert.match(String(refused.error), /409/);
  const [{ etag }] = await client.state.getBulk(store, ["c"]);
  assert.deepEqual(await client.state.delete(store, "c", { etag }), {});
  assert.equal(await client.state.get(store, "c"), "");
});

await check("state: a transaction does all of it", async () => {
  await client.state.transaction(store, [
    { operation: "upsert", request: { key: "t1", value: { x: 1 } } },
    { operation: "upsert", request: { key: "t2", value: "two" } },
    { operation: "delete", request: { key: "b" } },
  ], { source: "check" });
  assert.deepEqual(await client.state.get(store, "t1"), { x: 1 });
  assert.equal(await client.state.get(store, "b"), "");
});

await check("state: an unknown store is an error", async () => {
  await assert.rejects(client.state.get("nowhere", "a"), /ERR_STATE_STORE_NOT_FOUND/);
});

await check("publish: objects and text arrive", async () => {
  assert.deepEqual(await client.pubsub.publish("pubsub", topic("orders"), { id: 1 }), {});
  assert.deepEqual(await client.pubsub.publish("pubsub", topic("orders"), "plain text"), {});
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

await check("publish: a caller's own cloud event is kept", async () => {
  const event = { specversion: "1.0", type: "mine", source: "here", id: "x-1", datacontenttype: "application/json", data: { own: true } };
  received.orders.length = 0;
  await client.pubsub.publish("pubsub", topic("orders"), event, { contentType: "application/cloudevents+json" });
  await until(() => received.orders.length, "the event");
  assert.deepEqual(received.orders, [{ own: true }]);
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
  assert.deepEqual(received.bulk.map(({ n }) => n).sort((a, b) => a - b), messages.map(({ n }) => n));
});

await check("publish: many at once with ids, types and metadata of their own", async () => {
  received.orders.length = 0;
  const messages = [
    { entryID: "first", event: { n: 1 }, contentType: "application/json", metadata: { "cloudevent.type": "x" } },
    { entryID: "second", event: "text", contentType: "text/plain" },
  ];
  assert.deepEqual((await client.pubsub.publishBulk("pubsub", topic("orders"), messages)).failedMessages, []);
  await until(() => received.orders.length === 2, "two messages");
});

await check("publish: an unknown broker is an error", async () => {
  assert.match(String((await client.pubsub.publish("nowhere", "orders", { id: 1 })).error), /ERR_PUBSUB_NOT_FOUND/);
  const failed = (await client.pubsub.publishBulk("nowhere", "orders", [{ n: 1 }])).failedMessages;
  assert.equal(failed.length, 1);
});

await check("subscribe: RETRY brings the message again", async () => {
  await client.pubsub.publish("pubsub", topic("retried"), { n: 1 });
  await until(() => received.retried.length === 3, "three deliveries");
});

await check("subscribe: a dropped message goes to the dead-letter topic", async () => {
  await client.pubsub.publish("pubsub", topic("poison"), { bad: true });
  await until(() => received.dead.length, "the dead letter");
  assert.deepEqual(received.dead, [{ bad: true }]);
});

await check("invoke: every verb, with body and headers", async () => {
  const headers = { "x-custom": "kept" };
  assert.deepEqual(await client.invoker.invoke(appId, "echo", HttpMethod.GET, undefined, { headers }), { method: "get", body: "{}", header: "kept" });
  for (const method of [HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]) {
    const answer = await client.invoker.invoke(appId, "echo", method, { n: 1 }, { headers: { ...headers } });
    assert.deepEqual(answer, { method, body: `{"n":1}`, header: "kept" });
  }
});

await check("invoke: an unknown app and an unknown method are errors", async () => {
  await assert.rejects(client.invoker.invoke("nobody", "echo", HttpMethod.GET), /ERR_DIRECT_INVOKE/);
  await assert.rejects(client.invoker.invoke(appId, "absent", HttpMethod.GET), /404/);
});

await check("bindings: output", async () => {
  const answer = await client.binding.send("http-out", "post", { n: 1 }, { path: "/echo" });
  assert.deepEqual(answer, { method: "post", body: `{"n":1}`, header: null });
  await assert.rejects(client.binding.send("nowhere", "create", {}), /ERR_INVOKE_OUTPUT_BINDING/);
});

await check("bindings: input", async () => void (await until(() => received.ticks > 0, "the cron binding fires")));

await check("secrets: one and all", async () => {
  assert.deepEqual(await client.secret.get("secrets", "first"), { first: "one" });
  assert.deepEqual(await client.secret.getBulk("secrets"), { first: { first: "one" }, second: { second: "two" } });
  await assert.rejects(client.secret.get("secrets", "absent"), /ERR_SECRET_GET/);
});

await check("lock: one owner at a time", async () => {
  assert.deepEqual(await client.lock.lock("lock", "thing", "me", 30), { success: true });
  assert.deepEqual(await client.lock.lock("lock", "thing", "you", 30), { success: false });
  assert.equal((await client.lock.unlock("lock", "thing", "you")).status, 2);
  assert.equal((await client.lock.unlock("lock", "thing", "me")).status, 0);
  assert.equal((await client.lock.unlock("lock", "thing", "me")).status, 1);
});

await check("metadata: read and set", async () => {
  assert.equal(await client.metadata.set("colour", "green"), true);
  const page = await client.metadata.get();
  assert.equal(page.id, appId);
  assert.equal(page.extended.colour, "green");
  assert.ok(page.components.some((component) => component.name === store && component.type === "state.postgresql"));
  assert.equal(await client.health.isHealthy(), true);
});

await check("actors: calls keep state", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("c1"));
  assert.equal(await counter.add(2), 2);
  assert.equal(await counter.add(3), 5);
  const other = new ActorProxyBuilder(Counter, client).build(new ActorId("c2"));
  assert.equal(await other.add(1), 1);
});

await check("actors: calls of one actor take turns", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("turns"));
  const values = await Promise.all(Array.from({ length: 20 }, () => counter.add(1)));
  assert.deepEqual(values.sort((a, b) => a - b), Array.from({ length: 20 }, (_, n) => n + 1));
});

await check("actors: a failing method is an error", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("failing"));
  await assert.rejects(counter.fail(), /ERR_ACTOR_INVOKE_METHOD/);
});

await check("actors: a reminder fires", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("reminded"));
  await counter.remindMe("soon");
  await until(async () => (await counter.add(0)) === 7, "the reminder adds seven");
});

await check("actors: a timer fires until it is removed", async () => {
  const counter = new ActorProxyBuilder(Counter, client).build(new ActorId("timed"));
  await counter.startTimer();
  await until(async () => (await counter.add(0)) >= 3, "three ticks");
  const ticks = await counter.add(0);
  await new Promise((resume) => setTimeout(resume, 400));
  assert.equal(await counter.add(0), ticks);
});

report();
