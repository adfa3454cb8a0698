package dev.loom.engine;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Runs the steps of a shutdown, last added first. A step that fails is logged and does not keep
/// the others from running. Steps may be added and removed on any thread.
final class Shutdown implements AutoCloseable {
  private final Deque<Step> steps = new ConcurrentLinkedDeque<>();

  private record Step(String failureMessage, AutoCloseable action) {}

  /// @param failureMessage what to log if the step fails
  void add(String failureMessage, AutoCloseable action) {
    steps.push(new Step(failureMessage, action));
  }

  /// Removes the step with an action, if it is there.
  void remove(AutoCloseable action) {
    steps.removeIf(step -> step.action() == action);
  }

  @Override
  public void close() {
    for (var step = steps.poll(); step != null; step = steps.poll()) {
      try {
        step.action().close();
      } catch (Exception failure) {
        System.getLogger(Engine.class.getName())
            .log(System.Logger.Level.WARNING, step.failureMessage(), failure);
      }
    }
  }
}
