package dev.loom.gateway.stream;

import dev.loom.contracts.event.TaskEvent;

/// Receives the live messages of one task for one reader. Confined to one event loop.
interface StreamSubscriber {
  /// Starts sending. Called after the subscription is active.
  void start();

  /// Stops sending.
  void stop();

  /// Called for each newly recorded event.
  void onEvent(SseFrame frame);

  /// Called for each event that is not journaled.
  ///
  /// @param frame the event as a frame of the event stream
  void onTransient(TaskEvent.Transient event, SseFrame frame);

  /// Called when the queue of the reader is empty.
  void onDrained();

  /// Returns the number of the last event that the reader has, 0 for none.
  long seq();
}
