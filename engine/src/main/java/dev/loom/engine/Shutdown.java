package dev.loom.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/// Runs the steps of a shutdown, last added first. A step that fails is logged and does not keep
/// the others from running.
final class Shutdown implements AutoCloseable {
  private final Deque<Step> steps = new ArrayDeque<>();

  private record Step(String failureMessage, AutoCloseable action) {}

  /// @param failureMessage what to log if the step fails
  void add(String failureMessage, AutoCloseable action) {
    steps.push(new Step(failureMessage, action));
  }

  @Override
  public void close() {
    while (!steps.isEmpty()) {
      var step = steps.pop();
      try {
        step.action().close();
      } catch (Exception failure) {
        System.getLogger(Engine.class.getName())
            .log(System.Logger.Level.WARNING, step.failureMessage(), failure);
      }
    }
  }
}
