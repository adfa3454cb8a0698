package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.FindTask;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Serves `GET /tasks/{task}/conversation`: lists the messages that users sent to a task, newest
/// first.
public final class ConversationRoutes {
  private static final int ITEMS_DEFAULT = 50;
  private static final int ITEMS_MAX = 1_000;

  private final Bus bus;

  public ConversationRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/tasks/:task/conversation", this::list);
  }

  private void list(RoutingContext context) {
    var task = RequestParams.task(context);
    var countMax = RequestParams.number(context, "limit", ITEMS_DEFAULT, 1, ITEMS_MAX);
    SuccessResponses.sendJson(
        context,
        bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
            .compose(found -> new UserMessageLoader(bus, found).load()),
        items -> items.reversed().stream().limit(countMax).toList());
  }
}
