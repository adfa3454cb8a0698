package dev.loom.gateway.rest;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Registration;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.TaskSnapshot;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Optional;

/// Waits until a plan-only task has ended, with or without a plan. Subscribes before it checks the
/// status, so that the end cannot be missed. Confined to one event loop.
final class PlanWait {
  private final Bus bus;
  private final TaskId task;
  private final Promise<Optional<TaskSnapshot>> end = Promise.promise();

  private PlanWait(Bus bus, TaskId task) {
    this.bus = bus;
    this.task = task;
  }

  /// @param disconnect completes when the client disconnects
  /// @return the finished task; empty on a timeout or a disconnect
  static Future<Optional<TaskSnapshot>> start(
      Vertx vertx, Bus bus, TaskId task, long millisMax, Future<Void> disconnect) {
    var wait = new PlanWait(bus, task);
    var subscription = bus.subscribe(Addresses.TASK_EVENTS, task.value(), wait::onEvent);
    subscription.onComplete(ignored -> wait.checkStatus(), wait.end::tryFail);
    var timer = vertx.setTimer(millisMax, ignored -> wait.end.tryComplete(Optional.empty()));
    disconnect.onComplete(ignored -> wait.end.tryComplete(Optional.empty()));
    return wait.end
        .future()
        .onComplete(
            ignored -> {
              vertx.cancelTimer(timer);
              subscription.onSuccess(Registration::close);
            });
  }

  private void onEvent(JournalEntry entry) {
    if (entry.type().endsTask()) {
      checkStatus();
    }
  }

  private void checkStatus() {
    bus.requestAsync(Addresses.TASK_FIND, new FindTask(task))
        .onComplete(
            snapshot -> {
              if (snapshot.status().isFinished()) {
                end.tryComplete(Optional.of(snapshot));
              }
            },
            end::tryFail);
  }
}
