package dev.loom.gateway.rest;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.gateway.answer.Asked;
import dev.loom.gateway.answer.Patience;
import dev.loom.gateway.answer.Reply;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// `GET /doctor`: has everything that is kept examined. It reads all of it, so it takes its time.
public final class DoctorRoutes {
  private final Bus bus;
  private final Patience patience;

  public DoctorRoutes(Vertx vertx, Bus bus) {
    this.bus = bus;
    this.patience = new Patience(vertx);
  }

  /// What was found.
  ///
  /// @param clean whether nothing is wrong
  record Report(boolean clean, List<AuditReport.Check> checks) {}

  public void mount(Router router) {
    Asked.get(router, "/doctor", this::examine);
  }

  private void examine(RoutingContext context) {
    var report = bus.requestAsync(Addresses.TASK_AUDIT, new AuditTasks());
    Reply.json(
        context,
        patience.during(context, report),
        found -> new Report(found.isClean(), found.checks()));
  }
}
