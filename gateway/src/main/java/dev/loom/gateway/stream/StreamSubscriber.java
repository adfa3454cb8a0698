package dev.loom.gateway.stream;

import dev.loom.contracts.event.StreamedToken;

/// What one reader wants of what is told about a task. Belongs to one event loop.
interface StreamSubscriber {
  /// Begins. What is told must be heard from before this on.
  void start();

  /// No more of anything.
  void stop();

  /// An event was recorded just now.
  void onEvent(SseFrame frame);

  /// A token came by.
  ///
  /// @param frame it as a piece of the stream of all events
  void onToken(StreamedToken token, SseFrame frame);

  /// The reader took everything.
  void onDrained();

  /// The number of the last event that was handed out, 0 for none.
  long seq();
}
