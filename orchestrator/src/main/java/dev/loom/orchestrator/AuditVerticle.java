package dev.loom.orchestrator;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/// Serves [Addresses#TASK_AUDIT]. Needs only the storage handlers on the bus, so it can be deployed
/// in an engine that runs no tasks.
public final class AuditVerticle extends VerticleBase {
  private static final ConcurrencyLimit AUDIT_LIMIT = new ConcurrencyLimit(1, 10);

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return bus.handleBlocking(
        Addresses.TASK_AUDIT, AUDIT_LIMIT, Bus.ThreadKind.VIRTUAL, new TaskAuditor(bus)::audit);
  }
}
