package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.PendingDecisions;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/// Serves `GET /decisions`: what all tasks wait for from users.
public final class DecisionRoutes {
  private final Bus bus;

  public DecisionRoutes(Bus bus) {
    this.bus = bus;
  }

  public void mount(Router router) {
    RequestParams.mountGet(router, "/decisions", this::list);
  }

  private void list(RoutingContext context) {
    var limit = ListPendingDecisions.COUNT_MAX;
    var request = new ListPendingDecisions(RequestParams.number(context, "limit", limit, 1, limit));
    SuccessResponses.sendJson(
        context, bus.requestAsync(Addresses.DECISION_LIST, request), PendingDecisions::decisions);
  }
}
