package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.gateway.response.InterimResponses;
import dev.loom.gateway.response.RequestParams;
import dev.loom.gateway.response.SuccessResponses;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// Serves `GET /doctor`: an audit of all stored data. It reads everything, so it may take long.
public final class DoctorRoutes {
  private final Bus bus;
  private final InterimResponses interimResponses;

  public DoctorRoutes(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.interimResponses = new InterimResponses(vertx);
  }

  /// Represents the result of an audit.
  ///
  /// @param clean whether no check has findings
  record Report(boolean clean, List<AuditReport.Check> checks) {}

  public void mount(Router router) {
    RequestParams.mountGet(router, "/doctor", this::audit);
  }

  private void audit(RoutingContext context) {
    var report = bus.requestAsync(Addresses.TASK_AUDIT, new AuditTasks());
    SuccessResponses.sendJson(
        context,
        interimResponses.sendWhile(context, report),
        result -> new Report(result.isClean(), result.checks()));
  }
}
