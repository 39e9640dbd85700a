// An application as its author would write it with the SDK: subscriptions, a binding, methods, an actor.
import dapr from "@dapr/dapr";
import { until } from "./checks.mjs";

const { AbstractActor, CommunicationProtocolEnum, DaprPubSubStatusEnum, DaprServer, HttpMethod } = dapr;

// Scripts run side by side on one broker: each has topics of its own.
export const topic = (name) => `${name}-${process.argv[2]}`;

export const received = { orders: [], routed: {}, raw: [], bulk: [], retried: [], dead: [], ticks: 0, reminders: [], timers: [] };

export class Counter extends AbstractActor {
  async add(amount) {
    const manager = this.getStateManager();
    const [found, value] = await manager.tryGetState("count");
    const next = (found ? value : 0) + amount;
    await manager.setState("count", next);
    return next;
  }

  async fail() {
    throw new Error("this method always fails");
  }

  async remindMe(name) {
    await super.registerActorReminder(name, dapr.Temporal.Duration.from({ milliseconds: 100 }), undefined, undefined, 7);
  }

  async receiveReminder(data) {
    received.reminders.push(data);
    if (!Number.isFinite(Number(data))) {
      return;
    }
    await this.add(Number(data));
  }

  async startTimer() {
    await super.registerActorTimer("tick", "onTimer", dapr.Temporal.Duration.from({ milliseconds: 100 }), dapr.Temporal.Duration.from({ milliseconds: 100 }), undefined, 1);
  }

  async onTimer(data) {
    received.timers.push(data);
    if (!Number.isFinite(Number(data))) {
      return;
    }
    const ticks = await this.add(Number(data));
    if (ticks >= 3) {
      await super.unregisterActorTimer("tick");
    }
  }
}

export async function startApp(appPort, daprPort) {
  const server = new DaprServer({
    serverHost: "127.0.0.1",
    serverPort: appPort,
    communicationProtocol: CommunicationProtocolEnum.HTTP,
    clientOptions: { daprHost: "127.0.0.1", daprPort },
  });
  await server.pubsub.subscribe("pubsub", topic("orders"), async (data) => void received.orders.push(data));
  await server.pubsub.subscribeWithOptions("pubsub", topic("routed"), {
    route: { default: "other", rules: [{ match: `event.type == "order.placed"`, path: "placed" }] },
  });
  for (const route of ["placed", "other"]) {
    server.pubsub.subscribeToRoute("pubsub", topic("routed"), route, async (data) => void (received.routed[route] ??= []).push(data));
  }
  await server.pubsub.subscribe("pubsub", topic("raw"), async (data) => void received.raw.push(data), undefined, { rawPayload: "true" });
  await server.pubsub.subscribeBulk("pubsub", topic("bulk"), async (data) => void received.bulk.push(data), { maxMessagesCount: 10, maxAwaitDurationMs: 50 });
  await server.pubsub.subscribe("pubsub", topic("retried"), async (data) => {
    received.retried.push(data);
    return received.retried.length < 3 ? DaprPubSubStatusEnum.RETRY : DaprPubSubStatusEnum.SUCCESS;
  });
  await server.pubsub.subscribeWithOptions("pubsub", topic("poison"), {
    callback: async () => DaprPubSubStatusEnum.DROP,
    deadLetterTopic: topic("poison.dead"),
  });
  await server.pubsub.subscribe("pubsub", topic("poison.dead"), async (data) => void received.dead.push(data));
  await server.binding.receive("ticks", async () => void received.ticks++);
  for (const method of [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE]) {
    await server.invoker.listen("echo", async (request) => ({ method, body: request.body, header: request.headers["x-custom"] ?? null }), { method });
  }
  await server.actor.init();
  await server.actor.registerActor(Counter);
  await server.start();
  // Healthy means subscribed; what is published before goes to nobody.
  await until(async () => (await fetch(`http://127.0.0.1:${daprPort}/v1.0/healthz`)).ok, "the sidecar has found the app");
}
