package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.gateway.response.ApiResponses;
import dev.loom.gateway.response.InterimResponses;
import dev.loom.gateway.response.RequestParams;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// `GET /doctor`: has everything that is kept examined. It reads all of it, so it takes its time.
public final class DoctorRoutes {
  private final Bus bus;
  private final InterimResponses interimResponses;

  public DoctorRoutes(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.interimResponses = new InterimResponses(vertx);
  }

  /// What was found.
  ///
  /// @param clean whether nothing is wrong
  record Report(boolean clean, List<AuditReport.Check> checks) {}

  public void mount(Router router) {
    RequestParams.mountGet(router, "/doctor", this::audit);
  }

  private void audit(RoutingContext context) {
    var report = bus.requestAsync(Addresses.TASK_AUDIT, new AuditTasks());
    ApiResponses.sendJson(
        context,
        interimResponses.sendWhile(context, report),
        result -> new Report(result.isClean(), result.checks()));
  }
}
